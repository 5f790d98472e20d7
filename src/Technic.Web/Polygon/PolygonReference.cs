using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Web.Problems;
using Technic.Web.Responses;

namespace Technic.Web.Polygon;

/// <summary>Polygon-compatible endpoints for the whole market: tickers, and one day of all symbols.</summary>
internal static class PolygonReference
{
    private const int DefaultTickers = 100, MaxResults = 1_000;

    /// <summary><c>/v3/reference/tickers</c>.</summary>
    public static async Task<IResult> GetTickersAsync(IScanEngine engine, HttpContext context)
    {
        var query = PolygonQuery.Of(context.Request);
        query.RejectUnsupported("cik", "cusip", "date");
        query.Choice("sort", "ticker", "ticker");
        var isDescending = query.Choice("order", "asc", "asc", "desc") == "desc";
        var limit = query.Limit(DefaultTickers, MaxResults);
        var filter = TextFilter.Of(query, "ticker");
        var (search, exchange) = (query.Text("search"), query.Text("exchange"));
        if (Reference(engine) is not { } market) return NotSupported("a list of symbols");
        // All listings are active common stocks.
        var excludesAll = !query.Flag("active", true)
            || query.Text("market") is not (null or "stocks") || query.Text("type") is not (null or "CS");
        var listings = excludesAll ? [] : await market.GetListingsAsync(context.RequestAborted).ConfigureAwait(false);

        var found = listings.Where(listing => filter.Holds(listing.Symbol.Text)
            && (exchange is null || Markets.Code(listing.Exchange) == exchange)
            && (search is null || Contains(listing.Symbol.Text, search) || Contains(listing.Name, search)));
        return PolygonPage.Of(
            context, query, found.OrderBy(listing => listing.Symbol.Text, StringComparer.Ordinal), listing =>
                listing.Symbol.Text, isDescending, limit, WriteTicker);
    }

    /// <summary><c>/v2/aggs/grouped/locale/us/market/stocks/{date}</c>.</summary>
    public static async Task<IResult> GetSessionAsync(string date, IScanEngine engine, MarketClock clock, HttpContext context)
    {
        var query = PolygonQuery.Of(context.Request);
        var adjusted = query.Flag("adjusted", true);
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            throw PolygonQuery.InvalidDate("date", date);
        var isSession = day >= ExchangeCalendar.FirstDay && MarketClock.Calendar.IsSession(day);
        if (isSession && day > clock.LastPublishedSession(clock.Now))
            return new ProblemResult(Problem.Forbidden($"The market day {date} is not published yet."));

        var market = Reference(engine);
        var session = !isSession ? new MarketSession(day, [])
            : market is null ? null
            : await market.GetSessionAsync(day, context.RequestAborted).ConfigureAwait(false);
        if (session is null) return NotSupported("whole-market days");
        var bars = adjusted ? Adjusted(session, await SplitsAfterAsync(market, session, context.RequestAborted).ConfigureAwait(false))
            : session.Bars;
        // Like Polygon, the time is the end of the session.
        var end = isSession ? MarketClock.Calendar.SessionOn(day)!.Value.ClosesAt.ToUnixTimeMilliseconds() : 0;
        return new JsonResponse(json => PolygonJson.WriteBars(json, context, ticker: null, adjusted, PolygonJson.Ok, bars, (to, bar) =>
        {
            to.WriteString("T"u8, bar.Key.Text);
            PolygonJson.WriteBar(to, bar.Value, end);
        }, next: null));
    }

    private static async ValueTask<IReadOnlyList<Split>> SplitsAfterAsync(
        IMarketReference? market, MarketSession session, CancellationToken cancellationToken) =>
        session.Bars.Count == 0 || market is null
            ? [] : await market.GetSplitsAsync(session.Day.AddDays(1), cancellationToken).ConfigureAwait(false) ?? [];

    private static IReadOnlyList<KeyValuePair<Symbol, Bar>> Adjusted(MarketSession session, IReadOnlyList<Split> splits)
    {
        var ratios = splits.Where(split => split.ExecutionDate > session.Day).GroupBy(split => split.Symbol)
            .ToDictionary(group => group.Key, group => group.Aggregate(1.0, (ratio, split) => ratio * split.Ratio));
        return ratios.Count == 0
            ? session.Bars
            : [.. session.Bars.Select(bar => KeyValuePair.Create(bar.Key, Divided(bar.Value, ratios.GetValueOrDefault(bar.Key, 1))))];
    }

    private static Bar Divided(Bar bar, double ratio) =>
        ratio == 1
            ? bar
            : new Bar(
                bar.Time, bar.Open / ratio, bar.High / ratio, bar.Low / ratio, bar.Close / ratio, bar.Volume * ratio, bar.Vwap / ratio);

    private static void WriteTicker(Utf8JsonWriter json, Listing listing)
    {
        json.WriteString("ticker", listing.Symbol.Text);
        json.WriteString("name", listing.Name ?? listing.Symbol.Text);
        json.WriteString("market", "stocks");
        json.WriteString("locale", "us");
        if (Markets.Code(listing.Exchange) is { } exchange) json.WriteString("primary_exchange", exchange);
        json.WriteString("type", "CS");
        json.WriteBoolean("active", true);
        json.WriteString("currency_name", "usd");
    }

    // A disconnected cluster engine throws when it is called.
    private static IMarketReference? Reference(IScanEngine engine) => engine as IMarketReference;

    private static ProblemResult NotSupported(string what) =>
        new(Problem.Forbidden($"The price source of this server does not provide {what}. Polygon as the source does."));

    private static bool Contains(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) ?? false;
}
