using Orleans.Concurrency;
using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Grains.Messages;
using Technic.Grains.Placement;
using Technic.Grains.Postgres;

namespace Technic.Grains;

/// <summary>
/// Places one key: its memory is the silo's, in which it publishes what it loads and takes it out when it goes; its store is its persisted state. Everything
/// that decides is Core's. The grain takes calls while others wait, so that callers share a flight instead of a queue.
/// </summary>
[Reentrant, PartitionPlacement, CollectionAgeLimit(Minutes = IdleMinutes)]
internal sealed class PriceHistoryGrain(SiloCache cache, GrainHistoryStores stores) : Grain, IPriceHistoryGrain
{
    /// <summary>Longer than a history's life in memory: the timer ends an activation, not the collector.</summary>
    private const int IdleMinutes = 75;

    private PriceHistoryKey _key;
    private GrainHistoryStore _store = null!;
    private StoreRead? _read;
    private IGrainTimer? _broom;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = PriceHistoryKey.Parse(this.GetPrimaryKeyString());
        _store = stores.Open(this.GetGrainId());
        return Task.CompletedTask;
    }

    async Task<LookupAnswer> IPriceHistoryGrain.GetAsync(CancellationToken cancellationToken) => new(await LookupAsync(LoadRoute.Single, cancellationToken));

    async Task<OutcomeBatch> IPriceHistoryGrain.EvaluateAsync(RouteMessage? route, CancellationToken cancellationToken) =>
        Outcome(await LookupAsync(route?.ToRoute() ?? LoadRoute.Single, cancellationToken));

    async Task<RowAnswer> IPriceHistoryGrain.EvaluateFromStoreAsync(CancellationToken cancellationToken)
    {
        if (cache.Tiers.FindInMemory(_key) is { } held) return new RowAnswer(Outcome(held));
        var generation = cache.Memory.Generation;
        var read = await _store.ReadAsync(_key, cancellationToken);
        if (cache.Tiers.AcceptFromStore(_key, read, generation) is { } stored)
        {
            SweepAfterItsLife();
            return new RowAnswer(Outcome(stored));
        }
        // The provider's turn comes next; the store need not be asked again.
        _read = read;
        return await ContinueAsync(read, cancellationToken);
    }

    /// <summary>A row that is no longer fresh may be continued by the days of the archive; if not, it is told from which day on it lacks them.</summary>
    private async Task<RowAnswer> ContinueAsync(StoreRead read, CancellationToken cancellationToken)
    {
        if (cache.Market is not { } market || cache.Tiers.Known(_key, read) is not { } known) return new RowAnswer(OutcomeBatch.Empty);
        var lookups = await cache.Tiers.FromArchiveAsync([new ScanKey(0, _key, read)], acceptsNone: false, cancellationToken);
        return lookups[0] is { } continued
            ? new RowAnswer(Outcome(continued))
            : new RowAnswer(OutcomeBatch.Empty, market.Assembler.FirstNeeded(_key, known).DayNumber);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        cache.Memory.Remove(_key);
        await _store.FlushAsync(cancellationToken);
    }

    private async Task<HistoryLookup> LookupAsync(LoadRoute route, CancellationToken cancellationToken)
    {
        var read = _read;
        _read = null;
        var lookup = await cache.Tiers.LookupAsync(_key, _store, read, route, cancellationToken);
        if (lookup.Tier != Tier.Memory) SweepAfterItsLife();
        return lookup;
    }

    private OutcomeBatch Outcome(HistoryLookup lookup) => new([cache.Partition.Outcome(new ScanKey(0, _key), lookup)]);

    /// <summary>The data carries its own expiry; this only frees the activation and its memory.</summary>
    private void SweepAfterItsLife()
    {
        _broom?.Dispose();
        _broom = this.RegisterGrainTimer(_ =>
        {
            DeactivateOnIdle();
            return Task.CompletedTask;
        }, new GrainTimerCreationOptions { DueTime = cache.Life, Period = Timeout.InfiniteTimeSpan, Interleave = true });
    }
}
