using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Storage;

/// <summary>The configurable rules of a lookup.</summary>
/// <param name="NegativeLife">The lifetime of a history without bars, in memory and store. Default: 6 hours.</param>
/// <param name="StaleLimit">The maximum age of a copy that is served when the provider fails. Default: 7 days.</param>
public sealed record HistoryRules(TimeSpan? NegativeLife = null, TimeSpan? StaleLimit = null)
{
    public TimeSpan NegativeLifeOrDefault => NegativeLife ?? TimeSpan.FromHours(6);
    public TimeSpan StaleLimitOrDefault => StaleLimit ?? TimeSpan.FromDays(7);
}

/// <summary>
/// L2: answers from stored rows that are still fresh. Older rows are kept in the search, to be continued, or served when the provider
/// fails.
/// </summary>
/// <param name="rows">The rows, including queued writes.</param>
/// <param name="keeper">Puts the histories into memory.</param>
/// <param name="counters">Counts damaged and failed rows.</param>
/// <param name="rules">The lifetime of histories without bars.</param>
/// <param name="logger">The log.</param>
public sealed partial class RowsTier(
    IHistoryStore rows, HistoryKeeper keeper, CacheCounters counters, HistoryRules rules, ILogger<RowsTier> logger) : IHistoryTier
{
    private const int KeysPerRead = 500;
    private const int ReadWindow = 2;

    /// <inheritdoc/>
    public async IAsyncEnumerable<SearchStep> AnswerAsync(
        HistorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var generation = keeper.Memory.Generation;
        var open = search.Open();
        if (open.Length <= KeysPerRead)
        {
            var answers = new List<HistoryAnswer>(open.Length);
            await ReadAsync(open, answers.Add, cancellationToken).ConfigureAwait(false);
            if (answers.Count > 0) yield return new Answered([.. answers]);
            yield break;
        }
        var batches = ParallelStream.RunAsync<HistoryQuery[], HistoryAnswer>(
            open.Chunk(KeysPerRead), ReadWindow, ReadChunkAsync, cancellationToken);
        await foreach (var batch in batches.ConfigureAwait(false)) yield return new Answered(batch);

        ValueTask ReadChunkAsync(HistoryQuery[] chunk, ChannelWriter<HistoryAnswer> answers, CancellationToken token) =>
            ReadAsync(chunk, answer => answers.TryWrite(answer), token);

        async ValueTask ReadAsync(HistoryQuery[] chunk, Action<HistoryAnswer> answer, CancellationToken token)
        {
            var reads = await rows.ReadAsync(Array.ConvertAll(chunk, query => query.Key), token).ConfigureAwait(false);
            for (var i = 0; i < chunk.Length; i++)
            {
                Count(reads[i].Outcome);
                var row = reads[i].History ?? await ReadWiderAsync(search, chunk[i].Key, token).ConfigureAwait(false);
                if (TryAccept(search, chunk[i], row, generation, out var accepted)) answer(accepted);
            }
        }
    }

    /// <summary>The row that scans keep of a symbol, for a lookup of a narrower window that has no row of its own.</summary>
    private async ValueTask<PriceHistory?> ReadWiderAsync(HistorySearch search, PriceHistoryKey key, CancellationToken cancellationToken)
    {
        if (search.IsScan || key is not { Frequency: Frequency.Daily, Days: < PriceHistoryKey.UsualDays }) return null;
        return (await rows.ReadAsync([key with { Days = PriceHistoryKey.UsualDays }], cancellationToken).ConfigureAwait(false))[0].History;
    }

    private void Count(StoreOutcome outcome)
    {
        if (outcome == StoreOutcome.Damaged) counters.StoreDamaged();
        if (outcome == StoreOutcome.Unavailable) counters.StoreUnavailable();
    }

    private bool TryAccept(HistorySearch search, in HistoryQuery query, PriceHistory? row, long generation, out HistoryAnswer answer)
    {
        answer = default;
        // Version 0.1.0 stored bars of the pre- and after-market under the same key.
        if (row is { Key.Frequency: Frequency.Intraday }) row = row with { Bars = row.Bars.OnlyRegularHours() };
        var clock = keeper.Clock;
        var isOutdated = row is not null && clock.IsOutdated(row, search.Splits);
        if (row is not null && !isOutdated && clock.IsFresh(row, search.Moment))
        {
            var life = row.IsEmpty ? rules.NegativeLifeOrDefault - (search.Moment.Now - row.FetchedAt) : (TimeSpan?)null;
            if (life is null || life > TimeSpan.Zero)
            {
                LogHit(query.Key, row.Bars.Count);
                answer = keeper.Keep(search, query.Place, search.Moment.Fit(row, query.Key), Tier.Store, generation, life);
                return true;
            }
        }
        var known = PriceHistory.Newer(keeper.Memory.Newest(query.Key), isOutdated ? null : row);
        if (known is not null && !clock.IsOutdated(known, search.Splits))
            search.Remember(query.Place, known, clock.ContinuesAfter(known, search.Window, search.Splits));
        return false;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "L2 store hit {Key}, {Bars} bars")]
    private partial void LogHit(PriceHistoryKey key, int bars);
}
