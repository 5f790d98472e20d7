using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Providers;
using Orleans.Storage;
using Technic.Cluster.Contracts;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IMarketDayGrain"/>
/// <remarks>It stays for two minutes after its last use: a silo that read the day keeps it decoded in its own memory.</remarks>
[Reentrant, CollectionAgeLimit(Minutes = 2)]
internal sealed class MarketDayGrain(
    SiloCache cache, ScanRequests requests, [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage,
    ILogger<MarketDayGrain> logger)
    : MarketDocumentGrain, IMarketDayGrain
{
    private readonly SharedLoad _load = new(cache.Clock.Time);
    private SoftState? _state;

    protected override SoftState State =>
        _state ??= new SoftState($"market-day/{cache.Source.Name}", this, storage, DocumentState.Later, cache.Clock.Time, logger);

    protected override HeldBytes Held => cache.Held;

    Task<MarketLoadAnswer> IMarketDayGrain.LoadAsync(Guid caller, Guid scan, CancellationToken cancellationToken) =>
        _load.AskAsync(caller, token => LoadAsync(scan, token), cancellationToken);

    Task<MarketLoadAnswer> IMarketDayGrain.ReloadAsync(Guid caller, CancellationToken cancellationToken) =>
        _load.AskAsync(caller, ReloadAsync, cancellationToken);

    protected override Task KeptAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        Index.AddAsync(Name, at, cancellationToken);

    protected override Task ForgottenAsync(CancellationToken cancellationToken) => Index.RemoveAsync(Name, cancellationToken);

    private DateOnly Day => DateOnly.ParseExact(this.GetPrimaryKeyString(), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Name => MarketArchive.NameOf(Day);

    private IMarketIndexGrain Index => GrainFactory.GetGrain<IMarketIndexGrain>(MarketStates.IndexKey);

    private async Task<int> LoadAsync(Guid scan, CancellationToken cancellationToken)
    {
        requests.Enter(scan);
        // An earlier activation may have brought it without having reached the index.
        if (await State.ReadAsync() == StoreOutcome.Found) await Index.AddAsync(Name, State.Value!.FetchedAt, cancellationToken);
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
