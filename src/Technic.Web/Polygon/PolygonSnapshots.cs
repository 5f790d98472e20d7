using System.Text.Json;
using Microsoft.AspNetCore.Http;
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
    private const int MostMovers = 20, DefaultResults = 10;

    // Like Polygon, ranks tickers with a volume of at least so many shares.
    private const double LeastVolume = 10_000;

    private const long NanosecondsPerMillisecond = 1_000_000;

    /// <summary><c>/v2/snapshot/locale/us/markets/stocks/tickers/{ticker}</c>.</summary>
    public static async Task<IResult> GetTickerAsync(PolygonCall call)
    {
        var symbol = call.Symbol;
        var snapshots = await Snapshots.OfAsync(call, symbol).ConfigureAwait(false);
        if (snapshots.Failed is { } failed) return failed;
        if (snapshots.All is not [var snapshot])
            return new ProblemResult(Problem.NotFound($"No bars of {symbol} in the last {PolygonBars.RecentDays} days."));
        return new JsonResponse(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", snapshots.IsStale ? PolygonJson.Delayed : StatusOf(call.Clock));
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
        var wanted = call.Query.List("tickers").Select(PolygonCall.SymbolOf).ToHashSet();
        return Answer(call, wanted.Count == 0
            ? await Snapshots.OfMarketAsync(call).ConfigureAwait(false) : await Snapshots.OfAsync(call, wanted).ConfigureAwait(false));
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
        var market = await Snapshots.OfMarketAsync(call).ConfigureAwait(false);
        var moved = market.All.Where(snapshot => sign * snapshot.ChangePercent > 0 && snapshot.Day.Volume >= LeastVolume);
        return Answer(
            call, market with { All = [.. moved.OrderByDescending(snapshot => sign * snapshot.ChangePercent).Take(MostMovers)] });
    }

    /// <summary>
    /// <c>/v3/snapshot</c>: the tickers of the parameters <c>ticker</c> and <c>ticker.any_of</c>, or with <c>type=stocks</c> all.
    /// </summary>
    public static async Task<IResult> GetUniversalAsync(PolygonCall call)
    {
        var query = call.Query;
        if (query.Text("type") is var type && type is not (null or "stocks"))
            throw NotServedException.Unsupported("Only snapshots of type=stocks are supported.");
        var order = PolygonOrder<Symbol>.OfColumn(
            query, isDescending: false, symbol => symbol.Text, new SortColumn<Symbol>("ticker", symbol => symbol.Text));
        var limit = query.Limit(DefaultResults, Snapshots.MaxTickers);
        var filter = TextFilter.Tickers(query);
        if (filter.Named.Count > Snapshots.MaxTickers)
            throw new ScanRequestException($"ticker.any_of must have at most {Snapshots.MaxTickers} tickers.");
        if (filter.Named.Count == 0 && type is null)
            throw NotServedException.Unsupported("Snapshots of all types are not supported: use type=stocks, ticker or ticker.any_of.");
        var named = filter.Named.Where(filter.Holds).Select(PolygonCall.SymbolOf).ToHashSet();
        var snapshots = filter.Named.Count == 0
            ? await Snapshots.OfMarketAsync(call).ConfigureAwait(false) : await Snapshots.OfAsync(call, named).ConfigureAwait(false);
        if (snapshots.Failed is { } failed) return failed;
        var all = snapshots.All.ToDictionary(snapshot => snapshot.Symbol);
        var names = (await call.Market.GetKnownListingsAsync(call.Cancellation).ConfigureAwait(false))
            .ToDictionary(listing => listing.Symbol, listing => listing.Name);
        var hours = MarketClock.HoursAt(call.Clock.Now);
        return PolygonPage.Of(
            call, filter.Named.Count == 0 ? all.Keys.Where(symbol => filter.Holds(symbol.Text)) : named, order, limit, (json, symbol) =>
            {
                json.WriteString("ticker", symbol.Text);
                if (all.TryGetValue(symbol, out var snapshot)) WriteUniversal(json, snapshot, names.GetValueOrDefault(symbol), hours);
                else WriteUnknown(json);
            });
    }

    private static IResult Answer(PolygonCall call, Snapshots snapshots) => snapshots.Failed ?? new JsonResponse(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("tickers");
        foreach (var snapshot in snapshots.All)
        {
            json.WriteStartObject();
            Write(json, snapshot);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        var status = snapshots.IsStale ? PolygonJson.Delayed : StatusOf(call.Clock);
        PolygonJson.WriteEnd(json, call.Context, status, snapshots.All.Count, next: null);
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
