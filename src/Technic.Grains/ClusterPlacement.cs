using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Grains.Messages;

namespace Technic.Grains;

/// <summary>
/// Places a scan over the cluster, one batch a partition. A partition whose silo dies is asked again, of whoever has it then; what a tier cannot answer for
/// that reason is the next tier's, and the provider's stage goes on until every key has an outcome or the patience is over.
/// </summary>
internal sealed partial class ClusterPlacement(
    IGrainFactory grains, ListingCache listings, MarketArchive? archive, TimeProvider time, ILogger logger) : IScanPlacement
{
    /// <summary>Partitions speak every second; a silo that says nothing for so long is gone.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>How long a partition without a silo is asked again: well beyond the time in which a cluster notices a death.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public ValueTask<Universe> ListAsync(CancellationToken cancellationToken) => listings.GetAsync(cancellationToken);

    public IAsyncEnumerable<SymbolOutcome[]> FromMemoryAsync(IReadOnlyList<ScanKey> keys, List<ScanKey> missing, CancellationToken cancellationToken) =>
        FromTierAsync(keys, missing, (partition, query, token) => partition.FromMemoryAsync(query, token), cancellationToken);

    public async IAsyncEnumerable<SymbolOutcome[]> FromStoreAsync(
        IReadOnlyList<ScanKey> keys, List<ScanKey> missing, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The plan that follows is made here.
        if (archive is not null) await archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var outcomes = FromTierAsync(keys, missing, (partition, query, token) => partition.FromStoreAsync(query, token), cancellationToken);
        await foreach (var batch in outcomes.ConfigureAwait(false)) yield return batch;
    }

    public IAsyncEnumerable<SymbolOutcome[]> FromProviderAsync(IReadOnlyList<ScanKey> keys, LoadRoute route, CancellationToken cancellationToken) =>
        OutcomeStream.RunAsync(Parts(keys), Partitions.Count, (part, outcomes, token) => AskProviderAsync(part, RouteMessage.Of(route), outcomes, token), cancellationToken);

    private IAsyncEnumerable<SymbolOutcome[]> FromTierAsync(
        IReadOnlyList<ScanKey> keys, List<ScanKey> missing, Func<IScanPartitionGrain, PartitionQuery, CancellationToken, Task<PartitionAnswer>> ask,
        CancellationToken cancellationToken)
    {
        return OutcomeStream.RunAsync(Parts(keys), Partitions.Count, AskAsync, cancellationToken);

        async ValueTask AskAsync(Part part, ChannelWriter<SymbolOutcome> outcomes, CancellationToken token)
        {
            var unanswered = part.Keys.ToDictionary(key => key.Candidate);
            try
            {
                var answer = await ask(part.Grain, PartitionQuery.Of(part.Keys), token).WaitAsync(Silence, time, token).ConfigureAwait(false);
                foreach (var outcome in answer.Outcomes.Outcomes)
                {
                    if (unanswered.Remove(outcome.Candidate)) outcomes.TryWrite(outcome);
                }
                for (var i = 0; i < answer.Missing.Length; i++)
                {
                    if (answer.NeededFrom[i] != 0) unanswered[answer.Missing[i]] = unanswered[answer.Missing[i]] with { NeededFrom = DateOnly.FromDayNumber(answer.NeededFrom[i]) };
                }
            }
            catch (Exception problem) when (WatchedStream<OutcomeBatch>.IsLoss(problem, token))
            {
                LogLost(part.Number, problem.Message);
            }
            lock (missing) missing.AddRange(unanswered.Values);
        }
    }

    private async ValueTask AskProviderAsync(Part part, RouteMessage route, ChannelWriter<SymbolOutcome> outcomes, CancellationToken cancellationToken)
    {
        var unanswered = part.Keys.ToDictionary(key => key.Candidate);
        var lostAt = time.GetTimestamp();
        while (unanswered.Count > 0)
        {
            await using var batches = new WatchedStream<OutcomeBatch>(
                part.Grain.FromProviderAsync(PartitionQuery.Of([.. unanswered.Values], route), cancellationToken), Silence, time, cancellationToken);
            while (await batches.NextAsync().ConfigureAwait(false) is { } batch)
            {
                lostAt = time.GetTimestamp();
                foreach (var outcome in batch.Outcomes)
                {
                    if (unanswered.Remove(outcome.Candidate)) outcomes.TryWrite(outcome);
                }
            }
            if (unanswered.Count == 0) return;
            LogLost(part.Number, batches.Loss ?? "it ended early");
            if (time.GetElapsedTime(lostAt) > Patience) break;
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
        foreach (var candidate in unanswered.Keys)
        {
            outcomes.TryWrite(new SymbolOutcome(candidate, null, Tier.Provider, Failure: $"no silo answered for it within {Patience.TotalSeconds} s"));
        }
    }

    private IEnumerable<Part> Parts(IReadOnlyList<ScanKey> keys) =>
        keys.GroupBy(key => Partitions.Of(key.Key.Symbol)).Select(group => new Part(group.Key, grains.GetGrain<IScanPartitionGrain>(group.Key), [.. group]));

    private readonly record struct Part(int Number, IScanPartitionGrain Grain, ScanKey[] Keys);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} of a scan was lost: {Loss}")]
    private partial void LogLost(int partition, string loss);
}
