using System.Globalization;
using Orleans.Concurrency;
using Technic.Grains.Messages;

namespace Technic.Grains.Loading;

/// <inheritdoc cref="IMarketDayGrain"/>
[Reentrant]
internal sealed class MarketDayGrain(SiloCache cache) : Grain, IMarketDayGrain
{
    private readonly SharedLoad _load = new(cache.Clock.Time);

    Task<MarketLoadAnswer> IMarketDayGrain.LoadAsync(Guid caller, CancellationToken cancellationToken) => _load.AskAsync(caller, LoadAsync);

    private async Task<int> LoadAsync(CancellationToken cancellationToken)
    {
        var day = DateOnly.ParseExact(this.GetPrimaryKeyString(), "yyyy-MM-dd", CultureInfo.InvariantCulture);
        // An earlier activation, on another silo, may have brought it.
        await cache.Market!.Archive.RefreshAsync(cancellationToken);
        return await cache.OwnLoader!.LoadDayAsync(day, cancellationToken);
    }
}
