using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Cluster.Grains;

/// <summary>
/// Runs the steps of one search at the partitions that own its keys, one call a partition. What a tier cannot answer because a silo died is
/// left to the next tier; the provider's part is asked again, wherever the partition is active then, within the retries of the scan.
/// </summary>
/// <param name="grains">Reaches the partitions.</param>
/// <param name="market">This silo's archive.</param>
/// <param name="mirrors">The rows of earlier scans of this silo.</param>
/// <param name="clock">The clock.</param>
/// <param name="budget">The retries of the scan.</param>
/// <param name="scan">The scan for which provider requests are counted.</param>
/// <param name="methods">The functions and the score of the scan.</param>
/// <param name="logger">The log.</param>
internal sealed partial class PartitionCalls(
    IGrainFactory grains, MarketArchive? market, RowMirrors mirrors, MarketClock clock, RetryBudget budget, Guid scan, ScanMethods methods,
    ILogger<PartitionCalls> logger)
    : IHistoryFetch
{
    private readonly OutcomeCalls _calls = new(budget, clock.Time);
    private readonly RetryBudget _budget = budget;
    private readonly IGrainFactory _grains = grains;
    private readonly RowMirrors _mirrors = mirrors;
    private readonly MarketClock _clock = clock;
    private readonly OwnMethods? _score = OwnMethods.Of(methods, formulas: null);

    /// <summary>The memory of every silo.</summary>
    public IHistoryTier Memory => new MirroredTier(this);

    /// <summary>One tier of every silo.</summary>
    /// <param name="tier">Which one.</param>
    /// <param name="archive">
    /// This silo's view of the archive, which has to be current before the partitions' are used and the plan is made.
    /// </param>
    public IHistoryTier Tier(PartitionTier tier, MarketArchive? archive = null) => new RemoteTier(this, tier, archive);

    /// <inheritdoc/>
    public IAsyncEnumerable<HistoryAnswer[]> FromMarketAsync(
        HistorySearch search, HistoryQuery[] queries, MarketLoadResult load, CancellationToken cancellationToken) =>
        FetchAsync(search, queries, LoadResultMessage.Of(load), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<HistoryAnswer[]> OneByOneAsync(
        HistorySearch search, HistoryQuery[] queries, CancellationToken cancellationToken) =>
        FetchAsync(search, queries, null, cancellationToken);

    private IAsyncEnumerable<HistoryAnswer[]> FetchAsync(
        HistorySearch search, HistoryQuery[] queries, LoadResultMessage? load, CancellationToken cancellationToken) =>
        ParallelStream.RunAsync<Part, HistoryAnswer>(
            Parts(queries), SymbolPartition.Count, (part, answers, token) => FetchAsync(search, part, load, answers, token),
            cancellationToken);

    private async ValueTask FetchAsync(
        HistorySearch search, Part part, LoadResultMessage? load, ChannelWriter<HistoryAnswer> answers, CancellationToken cancellationToken)
    {
        var unanswered = part.Queries.ToDictionary(query => query.Place);
        await _calls.ReadAsync(
            unanswered.Keys.ToHashSet(),
            token => part.Grain.FromProviderAsync(QueryOf(search, [.. unanswered.Values], load), token),
            outcome =>
            {
                unanswered.Remove(outcome.Candidate);
                answers.TryWrite(outcome.ToAnswer());
            },
            loss => LogLost(part.Number, loss),
            cancellationToken).ConfigureAwait(false);
        foreach (var place in unanswered.Keys)
        {
            const string failure = "no silo responded for it in time";
            answers.TryWrite(new SymbolOutcome(place, null, Core.Histories.Tier.Provider, Failure: failure).ToAnswer());
        }
    }

    private PartitionQuery QueryOf(HistorySearch search, HistoryQuery[] queries, LoadResultMessage? load = null)
    {
        var query = PartitionQuery.Of(search.Moment, queries, load) with { Scan = scan };
        query = query with
        {
            Formulas = FormulaMessage.Of(search.Computation),
            Methods = OwnMethods.Of(methods, (search.Computation as FormulaRows)?.Formulas),
        };
        var computation = search.Computation is FormulaRows formulas ? formulas.Rows : search.Computation;
        return computation is AdjustedRows rows
            ? query with { Adjust = rows.Adjustment, DividendsCheckedAt = market?.Dividends.Dividends.CheckedAt }
            : query;
    }

    private IEnumerable<Part> Parts(HistoryQuery[] queries) => queries
        .GroupBy(query => SymbolPartition.Of(query.Key.Symbol))
        .Select(group => new Part(group.Key, _grains.GetGrain<IScanPartitionGrain>(group.Key), [.. group]));

    private readonly record struct Part(int Number, IScanPartitionGrain Grain, HistoryQuery[] Queries);

    private sealed class RemoteTier(PartitionCalls calls, PartitionTier tier, MarketArchive? archive) : IHistoryTier
    {
        public async IAsyncEnumerable<SearchStep> AnswerAsync(
            HistorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (archive is not null)
            {
                await archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
                search.Splits = archive.Splits;
                search.MoveBack(calls._clock);
                if (search.Frequency != Frequency.Daily || !archive.Covers(search.Window)) yield break;
                if (archive.Due(search.Window).Count > 0) yield break;
            }
            var batches = ParallelStream.RunAsync<Part, HistoryAnswer>(
                calls.Parts(search.Open()), SymbolPartition.Count, (part, answers, token) => AskAsync(search, part, answers, token),
                cancellationToken);
            await foreach (var batch in batches.ConfigureAwait(false)) yield return new Answered(batch);
        }

        private async ValueTask AskAsync(
            HistorySearch search, Part part, ChannelWriter<HistoryAnswer> answers, CancellationToken cancellationToken)
        {
            // A partition that is only slow must not work on for nothing.
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            try
            {
                var answer = await part.Grain.AnswerAsync(tier, calls.QueryOf(search, part.Queries), ending.Token)
                    .WaitAsync(OutcomeCalls.Silence, calls._clock.Time, cancellationToken).ConfigureAwait(false);
                foreach (var outcome in answer.Outcomes.Outcomes) answers.TryWrite(outcome.ToAnswer());
                for (var i = 0; i < answer.Continued.Length; i++)
                    search.Remember(answer.Continued[i], known: null, DateOnly.FromDayNumber(answer.CoveredTo[i]));
            }
            catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
            {
                calls._budget.NoteLoss();
                calls.LogLost(part.Number, problem.Message);
                await ending.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// The memory tier, of which only changes travel. Its answers come together: they take milliseconds, and each step of a search is a
    /// message to the reader.
    /// </summary>
    private sealed class MirroredTier(PartitionCalls calls) : IHistoryTier
    {
        public async IAsyncEnumerable<SearchStep> AnswerAsync(
            HistorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            // A row that is computed for this scan only has no version, and neither have the values of its formulas.
            if (search.Computation is not { IsKept: true } || NeedsHistories(search.Computation)
                || search.Open() is not { Length: > 0 } open)
            {
                await foreach (var step in calls.Tier(PartitionTier.Memory).AnswerAsync(search, cancellationToken).ConfigureAwait(false))
                    yield return step;
                yield break;
            }
            var mirror = calls._mirrors.For(open);
            using var late = new CancellationTokenSource(OutcomeCalls.Silence, calls._clock.Time);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
            var asked = mirror.Parts.Select(part => AskAsync(search.Moment, part, ending.Token)).ToArray();
            var answers = new List<HistoryAnswer[]>(asked.Length);
            for (var i = 0; i < asked.Length; i++)
                answers.Add(await AnswerAsync(asked[i], mirror.Parts[i].Number, cancellationToken).ConfigureAwait(false));
            if (answers.Exists(answer => answer.Length > 0)) yield return new Answered([.. answers.SelectMany(answer => answer)]);
        }

        private static bool NeedsHistories(IHistoryComputation computation) =>
            computation is FormulaRows { Formulas.Program.LocalValues: > 0 };

        /// <summary>The calls have no token of their own: a partition takes less than a millisecond, and the wait for it has one.</summary>
        private Task<HistoryAnswer[]> AskAsync(Moment moment, RowMirror.Part part, CancellationToken ending)
        {
            var grain = calls._grains.GetGrain<IScanPartitionGrain>(part.Number);
            return part.AskAsync(
                moment,
                query => grain.AnswerAsync(PartitionTier.Memory, query with { Methods = calls._score }, CancellationToken.None))
                .WaitAsync(ending);
        }

        private async ValueTask<HistoryAnswer[]> AnswerAsync(
            Task<HistoryAnswer[]> asked, int partition, CancellationToken cancellationToken)
        {
            try
            {
                return await asked.ConfigureAwait(false);
            }
            catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
            {
                var reason = problem is OperationCanceledException
                    ? $"it was silent for {OutcomeCalls.Silence.TotalSeconds} s"
                    : problem.Message;
                calls.LogLost(partition, reason);
                return [];
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} of a scan was lost: {Loss}")]
    private partial void LogLost(int partition, string loss);
}
