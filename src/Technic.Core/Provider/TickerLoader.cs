using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>
/// Asks which tickers a security had, when the prices of a single symbol give a reason: one or two requests a symbol, whose answer is kept.
/// Scans never ask; they use what is known.
/// </summary>
/// <param name="archive">Where the answers go.</param>
/// <param name="source">The provider; <c>null</c> when it does not tell.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
public sealed partial class TickerLoader(MarketArchive archive, ITickerEventSource? source, MarketClock clock, ILogger<TickerLoader> logger)
{
    /// <summary>How long after a failure a symbol is not asked about again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    private readonly SingleFlight<Symbol, int> _flights = new();
    private readonly ConcurrentDictionary<Symbol, DateTimeOffset> _failedAt = new();

    /// <summary>Whether the bars of a history are a reason to ask, and the answer is not known.</summary>
    /// <param name="history">The history; of an unknown security without the bars before a long pause.</param>
    /// <param name="from">The first day of its window (New York date).</param>
    public bool IsWorthAsking(PriceHistory history, DateOnly from) =>
        source is not null && history.Key.Frequency == Frequency.Daily && Security.IsLate(history.Bars, from)
        && !archive.Tickers.IsKnown(history.Key.Symbol)
        && !(_failedAt.TryGetValue(history.Key.Symbol, out var failed) && clock.Now - failed < Pause);

    /// <summary>Asks about a symbol; a source that fails leaves it unknown.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="counters">Counts the requests.</param>
    /// <param name="cancellationToken">Ends the request under way.</param>
    /// <returns>The requests that this caller made.</returns>
    public async Task<int> LoadAsync(Symbol symbol, CacheCounters counters, CancellationToken cancellationToken)
    {
        var (requests, joined) = await _flights
            .RunAsync(symbol, this, static (ticker, self, token) => self.FetchAsync(ticker, token), cancellationToken)
            .ConfigureAwait(false);
        if (joined) return 0;
        counters.ProviderFetch(requests);
        return requests;
    }

    private async Task<int> FetchAsync(Symbol symbol, CancellationToken cancellationToken)
    {
        if (archive.Tickers.IsKnown(symbol)) return 0;
        var now = clock.Now;
        try
        {
            var fetched = await SourceCall.RunAsync(source!, (own, token) => own.FetchTickerEventsAsync(symbol, token), cancellationToken)
                .ConfigureAwait(false);
            var events = TickerEvents.Of(symbol, NextSecond(now), fetched.Periods);
            await archive.Tickers.AddAsync(events, cancellationToken).ConfigureAwait(false);
            var periods = string.Join(", ", events.Periods.Select(period => $"{period.Ticker} from {period.From:yyyy-MM-dd}"));
            LogEvents(symbol, periods, fetched.Requests);
            return fetched.Requests;
        }
        catch (PriceSourceException problem)
        {
            _failedAt[symbol] = now;
            LogFailed(symbol, problem.Message);
            return problem.Requests;
        }
    }

    /// <summary>Later than every copy that was fetched before, in the precision of every store.</summary>
    private static DateTimeOffset NextSecond(DateTimeOffset now) => DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() + 1);

    [LoggerMessage(Level = LogLevel.Information, Message = "L3 ticker events of {Symbol}: [{Periods}] in {Requests} requests")]
    private partial void LogEvents(Symbol symbol, string periods, int requests);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "No ticker events of {Symbol}: its bars are used without those of earlier tickers. {Problem}")]
    private partial void LogFailed(Symbol symbol, string problem);
}
