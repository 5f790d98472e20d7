using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using Technic.Cluster.Contracts;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IPriceHistoryGrain"/>
/// <remarks>
/// Every decision is Core's. The grain takes calls while others wait, so that callers share one request instead of a queue.
/// </remarks>
[Reentrant, PartitionPlacement, CollectionAgeLimit(Minutes = IdleMinutes)]
internal sealed class PriceHistoryGrain(
    SiloCache cache, HistoryRequests requests, GrainHistoryStores stores, PartitionHomes homes, ILocalSiloDetails silo)
    : Grain, IPriceHistoryGrain
{
    /// <summary>Longer than a history's life in memory: the timer ends an activation, not the collector.</summary>
    private const int IdleMinutes = 75;

    /// <summary>
    /// The life of an activation without a history in memory: a wider one answered, or only the state was needed.
    /// </summary>
    private static readonly TimeSpan UnpublishedLife = TimeSpan.FromMinutes(1);

    private PriceHistoryKey _key;
    private GrainHistoryStore _state = null!;
    private PriceHistory? _older;
    private MemoryEntry? _published;
    private IGrainTimer? _expiry;
    private LongCalls<LookupAnswer>? _lookups;
    private LongCalls<AdjustedAnswer>? _adjusted;
    private int _fetching;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = PriceHistoryKey.Parse(this.GetPrimaryKeyString());
        _state = stores.Open(this.GetGrainId());
        DeactivateAfter(UnpublishedLife);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_published is not null) cache.Owners.Retract(_published);
        await _state.FlushAsync(cancellationToken);
    }

    Task<LookupAnswer?> IPriceHistoryGrain.GetAsync(Guid call, CancellationToken cancellationToken) => (_lookups ??= new()).AskAsync(
        call, async token => new LookupAnswer(await cache.Tiers.Finder.FindAsync(_key, cache.Clock.Take(), token)), cancellationToken);

    Task<AdjustedAnswer?> IPriceHistoryGrain.GetAdjustedAsync(
        Guid call, PriceAdjustment adjustment, CancellationToken cancellationToken) =>
        (_adjusted ??= new()).AskAsync(call, token => requests.AdjustAsync(_key, adjustment, token), cancellationToken);

    Task<Ownership> IPriceHistoryGrain.OwnAsync(SiloAddress holder, CancellationToken cancellationToken)
    {
        if (!holder.Equals(silo.SiloAddress))
        {
            if (homes.IsHome(SymbolPartition.Of(_key.Symbol))) return Task.FromResult(Ownership.Elsewhere);
            MigrateOnIdle();
            return Task.FromResult(Ownership.Moving);
        }
        if (cache.Memory.EntryOf(_key) is { } entry)
        {
            _published = entry;
            DeactivateAfter(entry.ExpiresAt - cache.Clock.Now);
        }
        else if (_published is null) DeactivateOnIdle();
        return Task.FromResult(Ownership.Owned);
    }

    async Task<RowAnswer> IPriceHistoryGrain.ReadRowAsync(CancellationToken cancellationToken)
    {
        var read = await _state.ReadAsync(_key, cancellationToken);
        // When it is too old to answer, the provider is asked next.
        _older = read.History;
        return RowAnswer.Of(read);
    }

    Task IPriceHistoryGrain.SaveAsync(LookupAnswer history, CancellationToken cancellationToken)
    {
        _older = null;
        return _state.SaveAsync(history.Lookup.History!, cancellationToken).AsTask();
    }

    async IAsyncEnumerable<OutcomeBatch> IPriceHistoryGrain.FetchAsync(
        DateTimeOffset now, DateOnly published, PriceAdjustment adjust, DateTimeOffset? dividendsCheckedAt, FormulaMessage? formulas,
        Guid scan, OwnMethods? methods, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new RowRequest(new Moment(now, published), adjust, dividendsCheckedAt, formulas, scan, methods, _older);
        _fetching++;
        try
        {
            await foreach (var batch in requests.FetchAsync(_key, request, cancellationToken))
            {
                // A call that ends before its outcome leaves the older copy to the next one.
                if (batch.Outcomes.Length > 0) _older = null;
                yield return batch;
            }
        }
        finally
        {
            _fetching--;
        }
    }

    /// <summary>Whether a caller waits for this activation.</summary>
    private bool IsWorking => _fetching > 0 || _lookups is { IsBusy: true } || _adjusted is { IsBusy: true };

    /// <summary>The data carries its own expiry; this frees the activation and its memory.</summary>
    private void DeactivateAfter(TimeSpan life)
    {
        _expiry?.Dispose();
        _expiry = this.RegisterGrainTimer(_ =>
        {
            if (_published is null && IsWorking) DeactivateAfter(UnpublishedLife);
            else DeactivateOnIdle();
            return Task.CompletedTask;
        }, new GrainTimerCreationOptions
        {
            DueTime = life > TimeSpan.Zero ? life : TimeSpan.Zero,
            Period = Timeout.InfiniteTimeSpan,
            Interleave = true,
        });
    }
}
