using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Grains.Messages;
using Technic.Grains.Placement;
using Technic.Grains.Postgres;

namespace Technic.Grains;

/// <summary>
/// Places one key: its memory is the silo's, from which it takes the key when it goes; its store is its persisted state. Everything that decides is Core's. The
/// grain takes calls while others wait, so that callers share a request instead of a queue.
/// </summary>
[Reentrant, PartitionPlacement, CollectionAgeLimit(Minutes = IdleMinutes)]
internal sealed class PriceHistoryGrain(SiloCache cache, GrainHistoryStores stores) : Grain, IPriceHistoryGrain
{
    /// <summary>Longer than a history's life in memory: the timer ends an activation, not the collector.</summary>
    private const int IdleMinutes = 75;

    private PriceHistoryKey _key;
    private GrainHistoryStore _store = null!;
    private PriceHistory? _older;
    private IGrainTimer? _expiry;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = PriceHistoryKey.Parse(this.GetPrimaryKeyString());
        _store = stores.Open(this.GetGrainId());
        return Task.CompletedTask;
    }

    async Task<LookupAnswer> IPriceHistoryGrain.GetAsync(CancellationToken cancellationToken)
    {
        var lookup = await cache.Tiers.Finder.FindAsync(_key, cache.Clock.Take(), cancellationToken);
        if (lookup.Tier != Tier.Memory) DeactivateAfterItsLife();
        return new LookupAnswer(lookup);
    }

    async Task<RowAnswer> IPriceHistoryGrain.ReadRowAsync(CancellationToken cancellationToken)
    {
        var read = await _store.ReadAsync(_key, cancellationToken);
        // When it is too old to answer, the provider's turn comes next.
        _older = read.History;
        if (read.Outcome == StoreOutcome.Found) DeactivateAfterItsLife();
        return RowAnswer.Of(read);
    }

    Task IPriceHistoryGrain.SaveAsync(LookupAnswer history, CancellationToken cancellationToken)
    {
        _older = null;
        return _store.SaveAsync(history.Lookup.History!, cancellationToken).AsTask();
    }

    IAsyncEnumerable<OutcomeBatch> IPriceHistoryGrain.FetchAsync(
        DateTimeOffset now, DateOnly published, PriceAdjustment adjust, DateTimeOffset? dividendsCheckedAt, CancellationToken cancellationToken) =>
        FetchAsync(new Moment(now, published), adjust, dividendsCheckedAt, cancellationToken).WithHeartbeat(OutcomeBatch.Empty, OutcomeCalls.Beat, cache.Clock.Time, cancellationToken);

    private async IAsyncEnumerable<OutcomeBatch> FetchAsync(
        Moment moment, PriceAdjustment adjust, DateTimeOffset? dividendsCheckedAt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await cache.RefreshDividendsAsync(dividendsCheckedAt, cancellationToken);
        var search = new HistorySearch([_key], moment) { Computation = AdjustedRows.Of(adjust, cache.Market?.Archive), IsScan = true };
        if (cache.Market is { } market) search.Splits = market.Archive.Splits;
        var known = _older is not null && cache.Clock.IsOutdated(_older, search.Splits) ? null : _older;
        _older = null;
        await foreach (var answers in cache.Tiers.Fetch.OneByOneAsync(search, [new HistoryQuery(0, _key, known)], cancellationToken))
        {
            DeactivateAfterItsLife();
            yield return new OutcomeBatch([SymbolOutcome.Of(answers[0])]);
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        cache.Memory.Remove(_key);
        await _store.FlushAsync(cancellationToken);
    }

    /// <summary>The data carries its own expiry; this only frees the activation and its memory.</summary>
    private void DeactivateAfterItsLife()
    {
        _expiry?.Dispose();
        _expiry = this.RegisterGrainTimer(_ =>
        {
            DeactivateOnIdle();
            return Task.CompletedTask;
        }, new GrainTimerCreationOptions { DueTime = cache.Life, Period = Timeout.InfiniteTimeSpan, Interleave = true });
    }
}
