using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Orleans.Concurrency;
using Technic.Core.Scanning;
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
        var calls = Array.ConvertAll(query.Keys(), key => (Key: key, Answer: GrainOf(key).EvaluateFromStoreAsync(cancellationToken)));
        foreach (var (key, answer) in calls)
        {
            if ((await answer).Outcomes is [var outcome]) found.Add(outcome with { Candidate = key.Candidate });
            else missing.Add(key);
        }
        return Answer([.. found], missing);
    }

    async IAsyncEnumerable<OutcomeBatch> IScanPartitionGrain.FromProviderAsync(
        PartitionQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var outcomes = OutcomeStream.RunAsync(query.Keys(), Window, EvaluateAsync, cancellationToken);
        await foreach (var batch in outcomes.WithHeartbeat([], Beat, cache.Clock.Time, cancellationToken))
        {
            yield return new OutcomeBatch(ImmutableCollectionsMarshal.AsImmutableArray(batch));
        }
    }

    private async ValueTask EvaluateAsync(ScanKey key, ChannelWriter<SymbolOutcome> outcomes, CancellationToken cancellationToken)
    {
        var answer = await GrainOf(key).EvaluateAsync(cancellationToken);
        outcomes.TryWrite(answer.Outcomes[0] with { Candidate = key.Candidate });
    }

    private IPriceHistoryGrain GrainOf(ScanKey key) => grains.GetGrain<IPriceHistoryGrain>(key.Key.ToString());

    private static PartitionAnswer Answer(SymbolOutcome[] outcomes, List<ScanKey> missing) =>
        new(new OutcomeBatch(ImmutableCollectionsMarshal.AsImmutableArray(outcomes)), [.. missing.Select(key => key.Candidate)]);
}
