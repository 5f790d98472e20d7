using System.Globalization;
using Orleans.Concurrency;
using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.Grains.Messages;

namespace Technic.Grains.Loading;

/// <inheritdoc cref="IMarketDayGrain"/>
[Reentrant]
internal sealed class MarketDayGrain(SiloCache cache) : Grain, IMarketDayGrain
{
    private readonly SharedLoad _load = new(cache.Clock.Time);

    Task<MarketLoadAnswer> IMarketDayGrain.LoadAsync(Guid caller, CancellationToken cancellationToken) => _load.AskAsync(caller, LoadAsync);

    Task<MarketLoadAnswer> IMarketDayGrain.ReloadAsync(Guid caller, CancellationToken cancellationToken) => _load.AskAsync(caller, ReloadAsync);

    private DateOnly Day => DateOnly.ParseExact(this.GetPrimaryKeyString(), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<int> LoadAsync(CancellationToken cancellationToken)
    {
        // An earlier activation, on another silo, may have brought it.
        await cache.Market!.Archive.RefreshAsync(cancellationToken);
        return await cache.OwnLoader!.LoadDayAsync(Day, cancellationToken);
    }

    private async Task<int> ReloadAsync(CancellationToken cancellationToken)
    {
        if (cache.OwnLoader is not { } loader)
            throw new PriceSourceException(PriceSourceFailure.BadData, "This price source gives no whole sessions of the market.");
        await cache.Market!.Archive.RefreshAsync(cancellationToken);
        return await loader.ReloadDayAsync(Day, cancellationToken);
    }
}
