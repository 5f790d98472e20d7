using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Provider;

/// <summary>Answers the provider part of a search in this process.</summary>
/// <param name="source">L3.</param>
/// <param name="rows">The store for fetched histories, written after the answer.</param>
/// <param name="keeper">Puts histories into memory.</param>
/// <param name="market">The whole-market days; <c>null</c> when the source provides single symbols only.</param>
/// <param name="counters">Counts requests.</param>
/// <param name="rules">The maximum ages of copies.</param>
/// <param name="window">The maximum number of keys requested at a time, 1 or more; the quota of the source applies too.</param>
/// <param name="logger">The log.</param>
public sealed partial class HistoryFetch(
    IPriceSource source, IHistoryStore rows, HistoryKeeper keeper, WholeMarket? market, CacheCounters counters,
    HistoryRules rules, int window,
    ILogger<HistoryFetch> logger) : IHistoryFetch
{
    private readonly SingleFlight<PriceHistoryKey, HistoryAnswer> _flights = new();

    private readonly record struct Flight(HistorySearch Search, HistoryQuery Query, long Generation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<HistoryAnswer[]> FromMarketAsync(
        HistorySearch search, HistoryQuery[] queries, MarketLoadResult load, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var generation = keeper.Memory.Generation;
        var assembly = await market!.Assembler.AssembleAsync(search, queries, cancellationToken).ConfigureAwait(false);
        var answers = new HistoryAnswer[queries.Length];
        MemoryTier.InRanges(queries.Length, cancellationToken, (from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                if (assembly.Histories[i] is not { } history) continue;
                var life = history.IsEmpty ? rules.NegativeLifeOrDefault : (TimeSpan?)null;
                answers[i] = keeper.Keep(search, queries[i].Place, history, load.Tier, generation, life, freshUntil: assembly.FreshUntil);
            }
        });
        if (assembly.Histories.Any(history => history is not null))
            yield return Array.FindAll(answers, answer => answer.Lookup is not null);

        var left = queries.Where((_, i) => assembly.Histories[i] is null).ToArray();
        if (left.Length == 0) yield break;
        // The load succeeded, but one of its splits invalidates an older copy: that key needs all its bars again.
        if (load.Problem is null && assembly.Problem is null)
        {
            var anew = Array.ConvertAll(left, query => query with { Known = null, CoveredTo = null });
            await foreach (var batch in OneByOneAsync(search, anew, cancellationToken).ConfigureAwait(false)) yield return batch;
            yield break;
        }
        var old = await market.Assembler.AssembleOldAsync(search, left, cancellationToken).ConfigureAwait(false);
        var problem = new PriceSourceException(load.Failure ?? PriceSourceFailure.Unavailable, load.Problem ?? assembly.Problem!);
        var newest = left.Select((query, i) => query with { Known = PriceHistory.Newer(query.Known, old[i]) });
        yield return [.. newest.Select(query => Fallback(search, query, problem))];
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<HistoryAnswer[]> OneByOneAsync(
        HistorySearch search, HistoryQuery[] queries, CancellationToken cancellationToken)
    {
        var generation = keeper.Memory.Generation;
        return ParallelStream.RunAsync<HistoryQuery, HistoryAnswer>(queries, window, async (query, answers, token) =>
        {
            var flight = new Flight(search, query, generation);
            var (answer, joined) = await _flights.RunAsync(query.Key, flight, FlyAsync, token).ConfigureAwait(false);
            answers.TryWrite(joined ? Joined(search, query, answer) : answer);
        }, cancellationToken);
    }

    /// <summary>The answer of another caller's request, for this caller.</summary>
    private static HistoryAnswer Joined(HistorySearch search, in HistoryQuery query, in HistoryAnswer answer)
    {
        var lookup = answer.Lookup with { Requests = 0 };
        if (lookup.History is { } history) lookup = lookup with { History = search.Moment.Fit(history, query.Key) };
        return HistoryKeeper.Answer(search, query.Place, lookup) with { Joined = true };
    }

    private async Task<HistoryAnswer> FlyAsync(PriceHistoryKey key, Flight flight, CancellationToken cancellationToken)
    {
        var (search, query, generation) = flight;
        // Another request may have ended since this caller checked the memory.
        if (keeper.TryAnswer(search, query.Place, key, out var held)) return held;
        try
        {
            var splitRequests = market is null
                ? 0
                : await market.LaterSplits.LoadAsync(key, search.Moment, cancellationToken).ConfigureAwait(false);
            var (history, requests) = await FetchAsync(search, key, query.Known, cancellationToken).ConfigureAwait(false);
            counters.ProviderFetch(requests);
            LogFetch(key, history.Bars.Count, requests);
            var life = history.IsEmpty ? rules.NegativeLifeOrDefault : (TimeSpan?)null;
            var answer = keeper.Keep(search, query.Place, history, Tier.Provider, generation, life, splitRequests + requests);
            if (IsStored(key)) await rows.WriteAsync([answer.Lookup.History!], cancellationToken).ConfigureAwait(false);
            return answer;
        }
        catch (PriceSourceException problem)
        {
            counters.ProviderFetch(problem.Requests);
            return Fallback(search, query, problem);
        }
    }

    /// <summary>A replay whose bars cost no request can be repeated at any time, so its histories are not stored.</summary>
    private bool IsStored(in PriceHistoryKey key) => key.Replay is null || !source.FetchesBarsForFree;

    /// <summary>
    /// Requests the bars after the last known settled one, and that one again: if it differs, a split has changed all bars. Later known
    /// bars may have been revised, and sessions missing after it may have become available.
    /// </summary>
    private async Task<(PriceHistory History, int Requests)> FetchAsync(
        HistorySearch search, PriceHistoryKey key, PriceHistory? known, CancellationToken cancellationToken)
    {
        var requests = 0;
        if (known is not null && LastToKeep(known) is { } last && last >= search.Window.From)
        {
            var later = await RequestAsync(last, earlier: 0).ConfigureAwait(false);
            var kept = known.Bars.Between(search.Window.From, last);
            if (later.Count > 0 && Continues(kept, later)) return (Made(kept.Append(later)), requests);
        }
        return (Made(await RequestAsync(search.Window.From, earlier: requests).ConfigureAwait(false)), requests);

        async Task<BarSeries> RequestAsync(DateOnly from, int earlier)
        {
            try
            {
                var fetched = await source.FetchBarsAsync(key.Symbol, key.Frequency, from, search.Window.To, cancellationToken)
                    .ConfigureAwait(false);
                requests += fetched.Requests;
                if (fetched.Defects.Total > 0)
                    LogDefects(key, fetched.Defects.OutOfRange, fetched.Defects.Repeated, fetched.Defects.Impossible);
                var bars = market is null ? fetched.Bars : market.LaterSplits.TakeBack(key, fetched.Bars, search.Moment);
                return WithoutUnfinished(bars, key.Frequency, search.Moment);
            }
            catch (PriceSourceException problem) when (earlier > 0)
            {
                throw new PriceSourceException(problem.Failure, problem.Message, problem.Requests + earlier, problem);
            }
        }

        PriceHistory Made(BarSeries bars) =>
            new(
                key,
                (key.Frequency == Frequency.Intraday ? bars.OnlyRegularHours() : bars)
                    .Between(search.Window.From, search.Window.To).Compact(),
                search.Moment.Now,
                source.Name);
    }

    private DateOnly? LastToKeep(PriceHistory known) =>
        known.Key.Frequency == Frequency.Daily ? keeper.Clock.LastSettledBar(known) : known.AsOf?.Date;

    /// <summary>Whether later bars repeat the end of known ones, open to close.</summary>
    private static bool Continues(BarSeries known, BarSeries later)
    {
        var i = known.IndexAtOrAfter(later.Times[0]);
        if (i == known.Count) return false;
        for (var j = 0; i < known.Count; i++, j++)
        {
            if (j >= later.Count || known.Times[i] != later.Times[j]) return false;
            for (var column = 0; column < BarSeries.ValueColumns - 1; column++)
            {
                if (!IsSamePrice(known.Column(column)[i], later.Column(column)[j])) return false;
            }
        }
        return true;
    }

    private static bool IsSamePrice(double a, double b) => Math.Abs(a - b) <= 1e-9 * Math.Max(a, b);

    /// <summary>The bars without the one that is unfinished at the moment.</summary>
    private static BarSeries WithoutUnfinished(BarSeries bars, Frequency frequency, in Moment moment)
    {
        if (frequency == Frequency.Daily) return bars;
        var lastStart = new BarTime(BarTime.At(moment.Now).Minutes - Frequencies.IntradayMinutes);
        return bars.Slice(0, bars.IndexAtOrAfter(new BarTime(lastStart.Minutes + 1)));
    }

    /// <summary>The newest available copy, marked stale, up to a maximum age; above it the reason.</summary>
    private HistoryAnswer Fallback(HistorySearch search, in HistoryQuery query, PriceSourceException problem)
    {
        var known = PriceHistory.Newer(query.Known, keeper.Memory.Newest(query.Key));
        if (known is { IsEmpty: false } && !keeper.Clock.IsOutdated(known, search.Splits)
            && search.Moment.Now - known.FetchedAt <= rules.StaleLimitOrDefault)
        {
            LogStale(query.Key, known.FetchedAt, problem.Message);
            var stale = new HistoryLookup(
                search.Moment.Fit(known, query.Key), Tier.Provider, problem.Requests, IsStale: true, problem.Message, problem.Failure);
            return HistoryKeeper.Answer(search, query.Place, stale);
        }
        LogFailure(query.Key, problem.Message);
        return HistoryKeeper.Answer(
            search, query.Place,
            new HistoryLookup(null, Tier.Provider, problem.Requests, IsStale: false, problem.Message, problem.Failure));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "L3 provider fetch {Key}, {Bars} bars in {Requests} requests")]
    private partial void LogFetch(PriceHistoryKey key, int bars, int requests);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Key}: bars not used: {OutOfRange} out of range, {Repeated} repeated, {Impossible} impossible")]
    private partial void LogDefects(PriceHistoryKey key, int outOfRange, int repeated, int impossible);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Key}: stale copy of {FetchedAt:u} served: {Problem}")]
    private partial void LogStale(PriceHistoryKey key, DateTimeOffset fetchedAt, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Key}: {Problem}")]
    private partial void LogFailure(PriceHistoryKey key, string problem);
}
