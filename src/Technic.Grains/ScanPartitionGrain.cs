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

/// <summary>Runs the silo's tiers on one partition of a search, and has the keys' grains request what is left.</summary>
[Reentrant, PartitionPlacement]
internal sealed class ScanPartitionGrain(SiloCache cache, IGrainFactory grains) : Grain, IScanPartitionGrain
{
    /// <summary>The most keys whose requests are under way; the source bounds its own fetches.</summary>
    public const int Window = 128;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    async Task<PartitionAnswer> IScanPartitionGrain.AnswerAsync(PartitionTier tier, PartitionQuery query, CancellationToken cancellationToken)
    {
        var search = Search(query);
        var answers = TierOf(tier) is { } local ? await HistoryFinder.AskAsync(local, search, cancellationToken) : [];
        var continued = search.Open().Where(open => open.CoveredTo is not null).ToArray();
        return new PartitionAnswer(
            Outcomes(query, answers),
            [.. continued.Select(open => query.Candidates[open.Place])],
            [.. continued.Select(open => open.CoveredTo!.Value.DayNumber)]);
    }

    async IAsyncEnumerable<OutcomeBatch> IScanPartitionGrain.FromProviderAsync(
        PartitionQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batches = query.Load is { } load ? FromMarketAsync(query, load, cancellationToken) : OneByOneAsync(query, cancellationToken);
        await foreach (var batch in batches.WithHeartbeat(OutcomeBatch.Empty, Beat, cache.Clock.Time, cancellationToken)) yield return batch;
    }

    private async IAsyncEnumerable<OutcomeBatch> FromMarketAsync(
        PartitionQuery query, LoadResultMessage load, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Another silo loaded the days and the splits.
        await cache.Market!.Archive.RefreshAsync(cancellationToken);
        var search = Search(query);
        // A row that can be continued is read again: it did not travel with the query.
        if (query.CoveredTo.Any(day => day != 0)) yield return Outcomes(query, await HistoryFinder.AskAsync(cache.Tiers.Rows, search, cancellationToken));
        await foreach (var answers in cache.Tiers.Fetch.FromMarketAsync(search, search.Open(), load.ToResult(), cancellationToken))
            yield return Outcomes(query, answers);
    }

    private async IAsyncEnumerable<OutcomeBatch> OneByOneAsync(PartitionQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batches = ParallelStream.RunAsync<HistoryQuery, SymbolOutcome>(Search(query).Open(), Window, FetchAsync, cancellationToken);
        await foreach (var batch in batches) yield return new OutcomeBatch(ImmutableCollectionsMarshal.AsImmutableArray(batch));

        async ValueTask FetchAsync(HistoryQuery key, ChannelWriter<SymbolOutcome> outcomes, CancellationToken token)
        {
            var answer = await grains.GetGrain<IPriceHistoryGrain>(key.Key.ToString()).FetchAsync(query.Now, token);
            outcomes.TryWrite(answer.Outcomes[0] with { Candidate = query.Candidates[key.Place] });
        }
    }

    private HistorySearch Search(PartitionQuery query)
    {
        var search = query.ToSearch(cache.Clock);
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
