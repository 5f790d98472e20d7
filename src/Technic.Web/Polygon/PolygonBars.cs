using System.Globalization;
using Microsoft.AspNetCore.Http;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Web.Problems;
using Technic.Web.Responses;

namespace Technic.Web.Polygon;

/// <summary>Polygon-compatible endpoints for bars: of one symbol, of its last session, of one day, and of the whole market.</summary>
internal static class PolygonBars
{
    /// <summary>Days back that contain the last two sessions of a symbol that trades.</summary>
    public const int RecentDays = 30;

    /// <summary><c>/v2/aggs/ticker/{ticker}/range/{multiplier}/{timespan}/{from}/{to}</c>.</summary>
    public static async Task<IResult> GetRangeAsync(PolygonCall call)
    {
        var requested = RequestedAggregates.Of(call);
        if (requested.Key(call.Clock) is not { } key) return Answer(call, requested, PolygonJson.Ok, [], next: null);
        var lookup = await call.LookUpAsync(key, requested.Adjust).ConfigureAwait(false);
        if (!lookup.Succeeded) return PolygonCall.Failed(lookup);

        var (bars, hasMore) = requested.PageOf(lookup.History.Bars);
        var next = hasMore ? requested.Query.NextUrl(call.Context.Request, Instants.Of(bars[^1].Time)) : null;
        return Answer(call, requested, PolygonJson.StatusOf(lookup), bars, next);
    }

    /// <summary><c>/v2/aggs/ticker/{ticker}/prev</c>: the bar of the last published session.</summary>
    public static async Task<IResult> GetPreviousAsync(PolygonCall call)
    {
        var (symbol, adjustment) = (call.Symbol, call.Adjustment);
        var from = call.Clock.Take().Published.AddDays(-RecentDays);
        var key = HistoryWidths.From(from, symbol, Frequency.Daily, call.Clock.Take())!.Value;
        var lookup = await call.LookUpAsync(key, adjustment).ConfigureAwait(false);
        if (!lookup.Succeeded) return PolygonCall.Failed(lookup);
        Bar[] bars = lookup.History.Bars is { Count: > 0 } found ? [found[^1]] : [];
        return new JsonResponse(json => PolygonJson.WriteBars(
            json, call.Context, symbol.Text, adjustment == PriceAdjustment.Splits, PolygonJson.StatusOf(lookup), bars, (to, bar) =>
            {
                to.WriteString("T"u8, symbol.Text);
                PolygonJson.WriteBar(to, bar, Instants.EndOf(bar.Time.Date));
            }, next: null));
    }

    /// <summary>
    /// <c>/v1/open-close/{ticker}/{date}</c>. Prices before and after the regular hours are not kept by day, and omitted.
    /// </summary>
    public static async Task<IResult> GetOpenCloseAsync(PolygonCall call)
    {
        var (symbol, day, adjustment) = (call.Symbol, call.Date, call.Adjustment);
        if (Unpublished(day, call.Clock) is { } problem) return new ProblemResult(problem);
        var key = HistoryWidths.From(day, symbol, Frequency.Daily, call.Clock.Take());
        if (key is null || !MarketClock.Calendar.IsSession(day)) return new ProblemResult(NoBar(symbol, day));
        var lookup = await call.LookUpAsync(key.Value, adjustment).ConfigureAwait(false);
        if (!lookup.Succeeded) return PolygonCall.Failed(lookup);
        var found = lookup.History.Bars.Between(day, day);
        if (found.Count == 0) return new ProblemResult(NoBar(symbol, day));
        var bar = found[0];
        return new JsonResponse(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", PolygonJson.StatusOf(lookup));
            json.WriteString("from", Iso(day));
            json.WriteString("symbol", symbol.Text);
            json.WriteNumber("open", bar.Open);
            json.WriteNumber("high", bar.High);
            json.WriteNumber("low", bar.Low);
            json.WriteNumber("close", bar.Close);
            json.WriteNumber("volume", bar.Volume);
            json.WriteString("request_id", call.Context.TraceIdentifier);
            json.WriteEndObject();
        });
    }

    /// <summary><c>/v2/aggs/grouped/locale/us/market/stocks/{date}</c>.</summary>
    public static async Task<IResult> GetSessionAsync(PolygonCall call)
    {
        var (day, isAdjusted) = (call.Date, call.Adjustment == PriceAdjustment.Splits);
        call.Query.RejectOverTheCounter();
        if (Unpublished(day, call.Clock) is { } problem) return new ProblemResult(problem);
        var isSession = MarketClock.Calendar.IsSession(day);
        var session = isSession
            ? await call.Market.GetSessionAsync(day, call.Cancellation).ConfigureAwait(false)
                ?? throw NotServedException.Without("whole-market days")
            : new MarketSession(day, []);
        var bars = isAdjusted ? Adjusted(session, await SplitsAfterAsync(call, session).ConfigureAwait(false)) : session.Bars;
        // Like Polygon, the time is the end of the session.
        var end = isSession ? Instants.EndOf(day) : 0;
        return new JsonResponse(json =>
            PolygonJson.WriteBars(json, call.Context, ticker: null, isAdjusted, PolygonJson.Ok, bars, (to, bar) =>
            {
                to.WriteString("T"u8, bar.Key.Text);
                PolygonJson.WriteBar(to, bar.Value, end);
            }, next: null));
    }

    /// <summary>A bar as of before a split, in today's prices.</summary>
    /// <param name="bar">The bar as traded.</param>
    /// <param name="ratio">The product of the later splits.</param>
    public static Bar Divided(in Bar bar, double ratio) =>
        ratio == 1
            ? bar
            : new Bar(
                bar.Time, bar.Open / ratio, bar.High / ratio, bar.Low / ratio, bar.Close / ratio, bar.Volume * ratio, bar.Vwap / ratio);

    private static Problem? Unpublished(DateOnly day, MarketClock clock)
    {
        var isPast = day < ExchangeCalendar.FirstDay || day <= clock.LastPublishedSession(clock.Now);
        return isPast || !MarketClock.Calendar.IsSession(day)
            ? null
            : Problem.Forbidden($"The market day {Iso(day)} is not published yet.");
    }

    private static Problem NoBar(Symbol symbol, DateOnly day) => Problem.NotFound($"No bar of {symbol} on {Iso(day)}.");

    private static async ValueTask<IReadOnlyList<Split>> SplitsAfterAsync(PolygonCall call, MarketSession session) =>
        session.Bars.Count == 0
            ? [] : await call.Market.GetSplitsAsync(session.Day.AddDays(1), call.Cancellation).ConfigureAwait(false) ?? [];

    private static IReadOnlyList<KeyValuePair<Symbol, Bar>> Adjusted(MarketSession session, IReadOnlyList<Split> splits)
    {
        var ratios = splits.Where(split => split.ExecutionDate > session.Day).GroupBy(split => split.Symbol)
            .ToDictionary(group => group.Key, group => group.Aggregate(1.0, (ratio, split) => ratio * split.Ratio));
        return ratios.Count == 0
            ? session.Bars
            : [.. session.Bars.Select(bar => KeyValuePair.Create(bar.Key, Divided(bar.Value, ratios.GetValueOrDefault(bar.Key, 1))))];
    }

    private static JsonResponse Answer(
        PolygonCall call, RequestedAggregates requested, string status, IReadOnlyList<Bar> bars, string? next) => new(json =>
        PolygonJson.WriteBars(
            json, call.Context, requested.Symbol.Text, requested.Adjust == PriceAdjustment.Splits, status, bars,
            (to, bar) => PolygonJson.WriteBar(to, bar, Instants.Of(bar.Time)), next));

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
