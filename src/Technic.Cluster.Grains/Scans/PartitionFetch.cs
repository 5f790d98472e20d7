using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;

namespace Technic.Cluster.Grains;

/// <summary>Has the grains of a partition's keys request them from the provider, one call a key.</summary>
internal sealed partial class PartitionFetch(IGrainFactory grains, MarketClock clock, ILogger<PartitionFetch> logger)
{
    /// <summary>The most keys whose requests are under way; the source bounds its own fetches.</summary>
    public const int Window = 128;

    /// <summary>The outcomes as they come. A key whose grain was lost gets none: the scan asks again, within its retries.</summary>
    /// <param name="query">The partition's part of a search.</param>
    /// <param name="open">The keys that no tier could answer.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async IAsyncEnumerable<OutcomeBatch> FetchAsync(
        PartitionQuery query, HistoryQuery[] open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batches = ParallelStream.RunAsync<HistoryQuery, SymbolOutcome>(
            open, Window, (key, outcomes, token) => FetchAsync(query, key, outcomes, token), cancellationToken);
        await foreach (var batch in batches) yield return new OutcomeBatch(ImmutableCollectionsMarshal.AsImmutableArray(batch));
    }

    private async ValueTask FetchAsync(
        PartitionQuery query, HistoryQuery key, ChannelWriter<SymbolOutcome> outcomes, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IPriceHistoryGrain>(key.Key.ToString());
        await using var fetched = new WatchedStream<OutcomeBatch>(
            ending => grain.FetchAsync(
                query.Now, query.Published, query.Adjust, query.DividendsCheckedAt, query.Formulas, query.Scan, query.Methods, ending),
            OutcomeCalls.Silence, clock.Time, cancellationToken);
        while (await fetched.NextAsync() is { } batch)
        {
            foreach (var outcome in batch.Outcomes) outcomes.TryWrite(outcome with { Candidate = query.Candidates[key.Place] });
            if (batch.Outcomes.Length > 0) return;
        }
        LogLost(key.Key, fetched.Loss ?? "it ended early");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The request for {Key} was lost with its silo: {Loss}")]
    private partial void LogLost(PriceHistoryKey key, string loss);
}
