using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Web.Problems;
using Technic.Web.Responses;

namespace Technic.Web.Polygon;

/// <summary>
/// Polygon-compatible snapshots of stocks. Technic holds whole sessions, so <c>day</c> is the last published session and <c>prevDay</c> the
/// one before it; the status is DELAYED from the opening of a session until it is published. Quotes, trades and minutes are omitted.
/// </summary>
internal static class PolygonSnapshots
{
    private const int MostMovers = 20, MaxTickers = 250, DefaultResults = 10;

    // Like Polygon, ranks tickers with a volume of at least so many shares.
    private const double LeastVolume = 10_000;

    private const long NanosecondsPerMillisecond = 1_000_000;

    /// <summary>The last two sessions of a symbol.</summary>
    /// <param name="Symbol">The ticker.</param>
    /// <param name="Day">The bar of the last session.</param>
    /// <param name="Previous">The bar of the session before it, adjusted for a split on the last one; <c>null</c> without one.</param>
    private readonly record struct Snapshot(Symbol Symbol, Bar Day, Bar? Previous)
    {
        public double? Change => Day.Close - Previous?.Close;

        public double? ChangePercent => 100 * Change / Previous?.Close;
    }

    /// <summary><c>/v2/snapshot/locale/us/markets/stocks/tickers/{ticker}</c>.</summary>
    public static async Task<IResult> GetTickerAsync(PolygonCall call)
    {
        var symbol = call.Symbol;
        var (found, isStale, failed) = await LookUpAsync(call, symbol).ConfigureAwait(false);
        if (failed is not null) return failed;
        if (found is not { } snapshot)
            return new ProblemResult(Problem.NotFound($"No bars of {symbol} in the last {PolygonBars.RecentDays} days."));
        return new JsonResponse(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", isStale ? PolygonJson.Delayed : StatusOf(call.Clock));
            json.WriteString("request_id", call.Context.TraceIdentifier);
            json.WriteStartObject("ticker");
            Write(json, snapshot);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary><c>/v2/snapshot/locale/us/markets/stocks/tickers</c>: all tickers, or those of the parameter <c>tickers</c>.</summary>
    public static async Task<IResult> GetTickersAsync(PolygonCall call)
    {
        call.Query.RejectOverTheCounter();
        var wanted = ListOf(call.Query.Text("tickers"));
        var all = await OfMarketAsync(call).ConfigureAwait(false);
        return Answer(call, wanted.Count == 0 ? all : [.. all.Where(snapshot => wanted.Contains(snapshot.Symbol))]);
    }

    /// <summary><c>/v2/snapshot/locale/us/markets/stocks/{direction}</c>: the twenty largest gains or losses in percent.</summary>
    public static async Task<IResult> GetMoversAsync(PolygonCall call)
    {
        var sign = call.Part("direction") switch
        {
            "gainers" => 1,
            "losers" => -1,
            _ => throw new ScanRequestException("Invalid direction: expected gainers or losers."),
        };
        call.Query.RejectOverTheCounter();
        var all = await OfMarketAsync(call).ConfigureAwait(false);
        var moved = all.Where(snapshot => sign * snapshot.ChangePercent > 0 && snapshot.Day.Volume >= LeastVolume);
        return Answer(call, [.. moved.OrderByDescending(snapshot => sign * snapshot.ChangePercent).Take(MostMovers)]);
    }

    /// <summary><c>/v3/snapshot</c>: the tickers of the parameters <c>ticker</c> or <c>ticker.any_of</c>.</summary>
    public static async Task<IResult> GetUniversalAsync(PolygonCall call)
    {
        var query = call.Query;
        query.RejectUnsupported("ticker.gt", "ticker.gte", "ticker.lt", "ticker.lte");
        if (query.Text("type") is not (null or "stocks"))
            throw NotServedException.Unsupported("Only snapshots of type=stocks are supported.");
        query.Choice("sort", "ticker", "ticker");
        var isDescending = query.Choice("order", "asc", "asc", "desc") == "desc";
        var limit = query.Limit(DefaultResults, MaxTickers);
        if ((query.Text("ticker.any_of") ?? query.Text("ticker")) is not { } tickers)
            throw NotServedException.Unsupported("Snapshots without ticker or ticker.any_of are not supported.");
        var wanted = ListOf(tickers);
        if (wanted.Count > MaxTickers) throw new ScanRequestException($"ticker.any_of must have at most {MaxTickers} tickers.");
        var all = (await OfMarketAsync(call).ConfigureAwait(false)).ToDictionary(snapshot => snapshot.Symbol);
        var names = (await call.Market.GetKnownListingsAsync(call.Cancellation).ConfigureAwait(false))
            .ToDictionary(listing => listing.Symbol, listing => listing.Name);
        var hours = MarketClock.HoursAt(call.Clock.Now);
        return PolygonPage.Of(
            call, wanted.OrderBy(symbol => symbol.Text, StringComparer.Ordinal), symbol => symbol.Text, isDescending, limit,
            (json, symbol) =>
            {
                json.WriteString("ticker", symbol.Text);
                if (all.TryGetValue(symbol, out var snapshot)) WriteUniversal(json, snapshot, names.GetValueOrDefault(symbol), hours);
                else WriteUnknown(json);
            });
    }

    private static HashSet<Symbol> ListOf(string? tickers) =>
    [
        .. (tickers ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(PolygonCall.SymbolOf),
    ];

    private static async ValueTask<(Snapshot? Found, bool IsStale, IResult? Failed)> LookUpAsync(PolygonCall call, Symbol symbol)
    {
        var moment = call.Clock.Take();
        var from = moment.Published.AddDays(-PolygonBars.RecentDays);
        var key = HistoryWidths.From(from, symbol, Frequency.Daily, moment)!.Value;
        var lookup = await call.LookUpAsync(key, PriceAdjustment.Splits).ConfigureAwait(false);
        if (!lookup.Succeeded) return (null, false, PolygonCall.Failed(lookup));
        var bars = lookup.History.Bars;
        Snapshot? found = bars.Count == 0 ? null : new Snapshot(symbol, bars[^1], bars.Count > 1 ? bars[^2] : null);
        return (found, lookup.IsStale, null);
    }

    /// <summary>All tickers of the last published session, in order.</summary>
    /// <exception cref="NotServedException">The source provides no whole sessions.</exception>
    private static async ValueTask<IReadOnlyList<Snapshot>> OfMarketAsync(PolygonCall call)
    {
        var last = call.Clock.Take().Published;
        var sessions = call.Market;
        var today = await SessionAsync(last).ConfigureAwait(false);
        var before = await SessionAsync(MarketClock.Calendar.LastSessionOnOrBefore(last.AddDays(-1))).ConfigureAwait(false);
        var splits = await sessions.GetSplitsAsync(last, call.Cancellation).ConfigureAwait(false) ?? [];
        var ratios = splits.Where(split => split.ExecutionDate == last).GroupBy(split => split.Symbol)
            .ToDictionary(group => group.Key, group => group.Aggregate(1.0, (ratio, split) => ratio * split.Ratio));
        var previous = before.Bars.ToDictionary(
            bar => bar.Key, bar => PolygonBars.Divided(bar.Value, ratios.GetValueOrDefault(bar.Key, 1)));
        return
        [
            .. today.Bars.Select(bar => new Snapshot(bar.Key, bar.Value, previous.TryGetValue(bar.Key, out var earlier) ? earlier : null)),
        ];

        async ValueTask<MarketSession> SessionAsync(DateOnly day) =>
            await sessions.GetSessionAsync(day, call.Cancellation).ConfigureAwait(false)
                ?? throw NotServedException.Without("whole-market days");
    }

    private static JsonResponse Answer(PolygonCall call, IReadOnlyList<Snapshot> snapshots) => new(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("tickers");
        foreach (var snapshot in snapshots)
        {
            json.WriteStartObject();
            Write(json, snapshot);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        PolygonJson.WriteEnd(json, call.Context, StatusOf(call.Clock), snapshots.Count, next: null);
    });

    private static string StatusOf(MarketClock clock)
    {
        var moment = clock.Take();
        var session = MarketClock.Calendar.SessionOn(moment.Today);
        var hasOpened = session is { } today && moment.Now >= NewYork.Instant(today.Day, today.Open);
        return hasOpened && moment.Published < moment.Today ? PolygonJson.Delayed : PolygonJson.Ok;
    }

    private static void Write(Utf8JsonWriter json, in Snapshot snapshot)
    {
        json.WriteString("ticker", snapshot.Symbol.Text);
        if (snapshot is { Change: { } change, ChangePercent: { } percent })
        {
            json.WriteNumber("todaysChange", change);
            json.WriteNumber("todaysChangePerc", percent);
        }
        json.WriteNumber("updated", Instants.EndOf(snapshot.Day.Time.Date) * NanosecondsPerMillisecond);
        WriteDay(json, "day", snapshot.Day);
        if (snapshot.Previous is { } previous) WriteDay(json, "prevDay", previous);
    }

    private static void WriteDay(Utf8JsonWriter json, string name, in Bar bar)
    {
        json.WriteStartObject(name);
        json.WriteNumber("o"u8, bar.Open);
        json.WriteNumber("h"u8, bar.High);
        json.WriteNumber("l"u8, bar.Low);
        json.WriteNumber("c"u8, bar.Close);
        json.WriteNumber("v"u8, bar.Volume);
        if (!double.IsNaN(bar.Vwap)) json.WriteNumber("vw"u8, bar.Vwap);
        json.WriteEndObject();
    }

    private static void WriteUniversal(Utf8JsonWriter json, in Snapshot snapshot, string? name, TradingHours hours)
    {
        json.WriteString("type", "stocks");
        json.WriteString("market_status", hours switch
        {
            TradingHours.Regular => "open",
            TradingHours.PreMarket => "early_trading",
            TradingHours.AfterMarket => "late_trading",
            _ => "closed",
        });
        if (name is not null) json.WriteString("name", name);
        json.WriteStartObject("session");
        if (snapshot is { Change: { } change, ChangePercent: { } percent, Previous: { } previous })
        {
            json.WriteNumber("change", change);
            json.WriteNumber("change_percent", percent);
            json.WriteNumber("previous_close", previous.Close);
        }
        json.WriteNumber("open", snapshot.Day.Open);
        json.WriteNumber("high", snapshot.Day.High);
        json.WriteNumber("low", snapshot.Day.Low);
        json.WriteNumber("close", snapshot.Day.Close);
        json.WriteNumber("volume", snapshot.Day.Volume);
        json.WriteEndObject();
    }

    private static void WriteUnknown(Utf8JsonWriter json)
    {
        json.WriteString("error", "NOT_FOUND");
        json.WriteString("message", "Ticker not found.");
    }
}
