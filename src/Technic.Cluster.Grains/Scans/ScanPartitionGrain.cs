using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Scans;
using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>
/// Runs the silo's tiers on one partition of a search, and has the keys' grains request what is left. When the membership changes, it moves
/// to its partition's new home between two calls.
/// </summary>
[Reentrant, PartitionPlacement]
internal sealed class ScanPartitionGrain(
    SiloCache cache, PartitionHomes homes, PartitionWork work, ScanRequests requests, PartitionFetch histories, ScanMethods methods)
    : Grain, IScanPartitionGrain
{
    private readonly PartitionHomes _homes = homes;
    private readonly PartitionLists _lists = new(cache.Held, cache.Clock.Time);
    private int _running;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _lists.Clear();
        return Task.CompletedTask;
    }

    async Task<PartitionAnswer> IScanPartitionGrain.AnswerAsync(
        PartitionTier tier, PartitionQuery query, CancellationToken cancellationToken)
    {
        using var stay = Stay();
        if (query.List is not null && tier == PartitionTier.Memory) return await ChangesAsync(query, cancellationToken);
        await RefreshDividendsAsync(query, cancellationToken);
        var search = Search(query);
        var answers = TierOf(tier) is { } local ? await HistoryFinder.AskAsync(local, search, cancellationToken) : [];
        var continued = search.Open().Where(open => open.CoveredTo is not null).ToArray();
        return new PartitionAnswer(
            Outcomes(query, answers),
            [.. continued.Select(open => query.Candidates[open.Place])],
            [.. continued.Select(open => open.CoveredTo!.Value.DayNumber)]);
    }

    private async Task<PartitionAnswer> ChangesAsync(PartitionQuery query, CancellationToken cancellationToken)
    {
        if (_lists.Find(query) is not { } rows) return PartitionAnswer.UnknownList;
        var search = query.ToSearch(rows.Keys, cache.Market?.Archive, methods);
        return rows.Answer(await HistoryFinder.AskAsync(cache.Tiers.Memory, search, cancellationToken), query.Held);
    }

    async IAsyncEnumerable<OutcomeBatch> IScanPartitionGrain.FromProviderAsync(
        PartitionQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stay = Stay();
        var found = query.Load is { } load
            ? FromMarketAsync(query, load, cancellationToken)
            : histories.FetchAsync(query, Search(query).Open(), cancellationToken);
        var batches = requests.Within(query.Scan, found, cancellationToken);
        var withHeartbeat = batches.WithHeartbeat(OutcomeBatch.Empty, OutcomeCalls.Beat, cache.Clock.Time, cancellationToken);
        await foreach (var batch in withHeartbeat) yield return batch;
    }

    private async IAsyncEnumerable<OutcomeBatch> FromMarketAsync(
        PartitionQuery query, LoadResultMessage load, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Another silo loaded the days and the splits.
        await cache.Market!.Archive.RefreshAsync(cancellationToken);
        await RefreshDividendsAsync(query, cancellationToken);
        var search = Search(query);
        // A row that can be continued is read again: it did not travel with the query.
        if (query.CoveredTo.Any(day => day != 0))
            yield return Outcomes(query, await HistoryFinder.AskAsync(cache.Tiers.Rows, search, cancellationToken));
        await foreach (var answers in cache.Tiers.Fetch.FromMarketAsync(search, search.Open(), load.ToResult(), cancellationToken))
            yield return Outcomes(query, answers);
    }

    /// <summary>Keeps the grain here until a call has ended.</summary>
    private Leave Stay()
    {
        _running++;
        work.Begin();
        return new Leave(this, work);
    }

    private readonly struct Leave(ScanPartitionGrain grain, PartitionWork work) : IDisposable
    {
        public void Dispose()
        {
            work.End();
            // Not only deactivated: a silo that has the old address in its cache would activate it here again.
            if (--grain._running == 0 && !grain._homes.IsHome((int)grain.GetPrimaryKeyLong())) grain.MigrateOnIdle();
        }
    }

    private ValueTask RefreshDividendsAsync(PartitionQuery query, CancellationToken cancellationToken) =>
        cache.RefreshDividendsAsync(query.DividendsCheckedAt, cancellationToken);

    private HistorySearch Search(PartitionQuery query)
    {
        var search = query.ToSearch(cache.Market?.Archive, methods);
        if (cache.Market is { } market) search.Splits = market.Archive.Splits;
        return search;
    }

    private IHistoryTier? TierOf(PartitionTier tier) => tier switch
    {
        PartitionTier.Memory => cache.Tiers.Memory,
        PartitionTier.Archive => cache.Tiers.Archive,
        PartitionTier.Rows => cache.Tiers.Rows,
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "No such tier."),
    };

    private static OutcomeBatch Outcomes(PartitionQuery query, HistoryAnswer[] answers) =>
        new([.. answers.Select(answer => SymbolOutcome.Of(answer) with { Candidate = query.Candidates[answer.Place] })]);
}
