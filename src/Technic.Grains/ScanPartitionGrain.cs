using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Orleans.Concurrency;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Scans;
using Technic.Grains.Messages;
using Technic.Grains.Placement;

namespace Technic.Grains;

/// <summary>Places one partition's part of a scan: memory here, store and provider by way of the keys' grains in a bounded window.</summary>
[Reentrant, PartitionPlacement]
internal sealed class ScanPartitionGrain(SiloCache cache, IGrainFactory grains) : Grain, IScanPartitionGrain
{
    /// <summary>Wide enough that the store's reads come together in large batches; the source bounds its own fetches.</summary>
    private const int Window = 128;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    Task<PartitionAnswer> IScanPartitionGrain.FromMemoryAsync(PartitionQuery query, CancellationToken cancellationToken)
    {
        var missing = new List<ScanKey>();
        var outcomes = cache.Partition.FromMemory(query.Keys(), missing, cancellationToken);
        return Task.FromResult(Answer(outcomes, missing));
    }

    async Task<PartitionAnswer> IScanPartitionGrain.FromStoreAsync(PartitionQuery query, CancellationToken cancellationToken)
    {
        var (found, missing) = (new List<SymbolOutcome>(), new List<ScanKey>());
        IReadOnlyList<ScanKey> keys = query.Keys();
        if (cache.Market is { } market) await market.Archive.RefreshAsync(cancellationToken);
        // Where every day is there, no row is read: neither for the symbols that traded nor, at the end, for those that did not.
        var covered = cache.Market?.Assembler.Covers(keys[0].Key) == true;
        if (covered) keys = await FromArchiveAsync(keys, acceptsNone: false, found, cancellationToken);
        var calls = keys.Select(key => (Key: key, Answer: GrainOf(key).EvaluateFromStoreAsync(cancellationToken))).ToArray();
        foreach (var (key, answer) in calls)
        {
            var (outcomes, neededFrom) = await answer;
            if (outcomes.Outcomes is [var outcome]) found.Add(outcome with { Candidate = key.Candidate });
            else missing.Add(neededFrom == 0 ? key : key with { NeededFrom = DateOnly.FromDayNumber(neededFrom) });
        }
        if (covered) missing = [.. await FromArchiveAsync(missing, acceptsNone: true, found, cancellationToken)];
        return Answer([.. found], missing);
    }

    async IAsyncEnumerable<OutcomeBatch> IScanPartitionGrain.FromProviderAsync(
        PartitionQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (keys, route) = (query.Keys(), query.Route);
        if (route is { FromArchive: true } && cache.Market is { } market) await market.Archive.RefreshAsync(cancellationToken);
        var together = route is { FromArchive: true } && cache.Market?.Assembler.Covers(keys[0].Key) == true;
        var outcomes = together
            ? AfterLoadAsync(keys, route!, cancellationToken)
            : OutcomeStream.RunAsync(keys, Window, (key, written, token) => EvaluateAsync(key, route, written, token), cancellationToken);
        await foreach (var batch in outcomes.WithHeartbeat([], Beat, cache.Clock.Time, cancellationToken))
        {
            yield return new OutcomeBatch(ImmutableCollectionsMarshal.AsImmutableArray(batch));
        }
    }

    private async IAsyncEnumerable<SymbolOutcome[]> AfterLoadAsync(
        ScanKey[] keys, RouteMessage route, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lookups = await cache.Tiers.AfterLoadAsync(keys, route.ToRoute(), cancellationToken);
        yield return cache.Partition.Outcomes(keys, lookups, cancellationToken);
    }

    /// <summary>Answers from the silo's archive.</summary>
    /// <returns>The keys that it cannot answer.</returns>
    private async Task<IReadOnlyList<ScanKey>> FromArchiveAsync(
        IReadOnlyList<ScanKey> keys, bool acceptsNone, List<SymbolOutcome> found, CancellationToken cancellationToken)
    {
        var lookups = await cache.Tiers.FromArchiveAsync(keys, acceptsNone, cancellationToken);
        var (answered, left) = (new List<ScanKey>(keys.Count), new List<ScanKey>());
        for (var i = 0; i < lookups.Length; i++) (lookups[i] is null ? left : answered).Add(keys[i]);
        found.AddRange(cache.Partition.Outcomes(answered, [.. lookups.OfType<HistoryLookup>()], cancellationToken));
        return left;
    }

    private async ValueTask EvaluateAsync(ScanKey key, RouteMessage? route, ChannelWriter<SymbolOutcome> outcomes, CancellationToken cancellationToken)
    {
        var answer = await GrainOf(key).EvaluateAsync(route, cancellationToken);
        outcomes.TryWrite(answer.Outcomes[0] with { Candidate = key.Candidate });
    }

    private IPriceHistoryGrain GrainOf(ScanKey key) => grains.GetGrain<IPriceHistoryGrain>(key.Key.ToString());

    private static PartitionAnswer Answer(SymbolOutcome[] outcomes, List<ScanKey> missing) =>
        new(new OutcomeBatch(ImmutableCollectionsMarshal.AsImmutableArray(outcomes)), [.. missing.Select(key => key.Candidate)],
            [.. missing.Select(key => key.NeededFrom?.DayNumber ?? 0)]);
}
