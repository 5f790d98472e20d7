using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.FakePolygon;

/// <summary><c>/v2/aggs</c>: one symbol's bars over a range, and one day of the whole market.</summary>
internal sealed class AggregatesEndpoints(FakeMarket market, FakePolygonOptions options)
{
    private readonly ConcurrentDictionary<(DateOnly Day, bool Adjusted), byte[]> _kept = new();

    private const double LeastExponentVolume = 1e7;
    private const double LargestExactVolume = 1e15;

    private static readonly TimeOnly SessionEnd = ExchangeCalendar.RegularClose;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/aggs/ticker/{ticker}/range/{multiplier:int}/{timespan}/{from}/{to}", RangeAsync);
        routes.MapGet("/v2/aggs/grouped/locale/us/market/stocks/{date}", GroupedAsync);
    }

    private Task RangeAsync(HttpContext context)
    {
        var (ticker, timespan) = (Route(context, "ticker"), Route(context, "timespan"));
        var multiplier = int.Parse(Route(context, "multiplier"), CultureInfo.InvariantCulture);
        if (!TryParseDay(Route(context, "from"), out var from) || !TryParseDay(Route(context, "to"), out var to))
            return JsonAnswer.SendErrorAsync(context, 400, "The parameters 'from' and 'to' must be YYYY-MM-DD or Unix milliseconds.");
        if (from > to) return JsonAnswer.SendErrorAsync(context, 400, "The parameter 'to' cannot be a time that occurs before 'from'.");
        if (timespan is not ("day" or "minute") || multiplier < 1 || (timespan == "day" && multiplier > 1))
            return JsonAnswer.SendErrorAsync(context, 400, $"This fake has no bars of {multiplier} {timespan}.");

        var parameters = Parameters.Of(context.Request);
        var adjusted = !parameters.IsFalse("adjusted");
        var bars = Symbol.TryParse(ticker, out var symbol) ? Bars(symbol, timespan, multiplier, from, to, adjusted) : [];
        if (parameters.Text("sort") == "desc") bars.Reverse();
        // The limit counts base aggregates, and a bar of five minutes consists of five.
        var limit = Math.Max(1, parameters.Limit(5_000, 50_000) / multiplier);
        var page = Page.Of(bars, parameters, context.Request, Math.Min(limit, options.PageSize ?? int.MaxValue));
        return JsonAnswer.SendAsync(context, 200, json => WriteRange(json, context, ticker, adjusted, page));
    }

    private Task GroupedAsync(HttpContext context)
    {
        if (!TryParseDay(Route(context, "date"), out var day))
            return JsonAnswer.SendErrorAsync(context, 400, "The parameter 'date' must be YYYY-MM-DD.");
        var adjusted = !Parameters.Of(context.Request).IsFalse("adjusted");
        if (!options.KeepsAnswers || day > market.Today)
            return JsonAnswer.SendAsync(context, 200, json => WriteGrouped(json, context, day, adjusted));
        return JsonAnswer.SendAsync(
            context, _kept.GetOrAdd((day, adjusted), _ => JsonAnswer.Bytes(json => WriteGrouped(json, context, day, adjusted))));
    }

    private void WriteGrouped(Utf8JsonWriter json, HttpContext context, DateOnly day, bool adjusted)
    {
        var bars = market.Symbols.Order()
            .Select(symbol => (symbol, Bars: market.Daily(symbol, day, day, adjusted)))
            .Where(s => s.Bars.Count > 0)
            .ToList();
        var end = NewYork.Instant(day, SessionEnd).ToUnixTimeMilliseconds();
        WriteHead(json, bars.Count, adjusted);
        if (bars.Count > 0) json.WriteStartArray("results");
        foreach (var (symbol, series) in bars) WriteBar(json, series[0], end, symbol.Text);
        if (bars.Count > 0) json.WriteEndArray();
        WriteFoot(json, context, bars.Count, null);
    }

    private List<Bar> Bars(Symbol symbol, string timespan, int multiplier, DateOnly from, DateOnly to, bool adjusted)
    {
        if (timespan == "minute") return [.. market.Intraday(symbol, multiplier, from, to, adjusted)];
        var days = market.Daily(symbol, from, to, adjusted);
        var bars = new List<Bar>(days.Count);
        for (var i = 0; i < days.Count; i++) bars.Add(days[i]);
        return bars;
    }

    private static void WriteRange(Utf8JsonWriter json, HttpContext context, string ticker, bool adjusted, Page<Bar> page)
    {
        json.WriteStartObject();
        json.WriteString("ticker", ticker);
        WriteCounts(json, page.Rows.Count, adjusted);
        if (page.Rows.Count > 0) json.WriteStartArray("results");
        foreach (var bar in page.Rows) WriteBar(json, bar, bar.Time.ToInstant().ToUnixTimeMilliseconds(), ticker: null);
        if (page.Rows.Count > 0) json.WriteEndArray();
        WriteFoot(json, context, page.Rows.Count, page.NextUrl);
    }

    private static void WriteHead(Utf8JsonWriter json, int count, bool adjusted)
    {
        json.WriteStartObject();
        WriteCounts(json, count, adjusted);
    }

    private static void WriteCounts(Utf8JsonWriter json, int count, bool adjusted)
    {
        json.WriteNumber("queryCount", count);
        json.WriteNumber("resultsCount", count);
        json.WriteBoolean("adjusted", adjusted);
    }

    private static void WriteFoot(Utf8JsonWriter json, HttpContext context, int count, string? nextUrl)
    {
        json.WriteString("status", "OK"u8);
        JsonAnswer.WriteRequestId(json, context);
        json.WriteNumber("count", count);
        JsonAnswer.WriteNextUrl(json, nextUrl);
        json.WriteEndObject();
    }

    private static void WriteBar(Utf8JsonWriter json, in Bar bar, long milliseconds, string? ticker)
    {
        json.WriteStartObject();
        if (ticker is not null) json.WriteString("T"u8, ticker);
        WriteVolume(json, bar.Volume);
        if (!double.IsNaN(bar.Vwap)) json.WriteNumber("vw"u8, bar.Vwap);
        json.WriteNumber("o"u8, bar.Open);
        json.WriteNumber("c"u8, bar.Close);
        json.WriteNumber("h"u8, bar.High);
        json.WriteNumber("l"u8, bar.Low);
        json.WriteNumber("t"u8, milliseconds);
        json.WriteNumber("n"u8, (int)Math.Min(int.MaxValue, 1 + (bar.Volume / 100)));
        json.WriteEndObject();
    }

    // In Polygon's format: large volumes with an exponent.
    private static void WriteVolume(Utf8JsonWriter json, double volume)
    {
        if (volume is < LeastExponentVolume or > LargestExactVolume || volume != Math.Floor(volume))
        {
            json.WriteNumber("v"u8, volume);
            return;
        }
        json.WritePropertyName("v"u8);
        json.WriteRawValue(volume.ToString("0.###############e+00", CultureInfo.InvariantCulture), skipInputValidation: true);
    }

    private static string Route(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private static bool TryParseDay(string text, out DateOnly day)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)) return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)) return false;
        if (milliseconds > 4_000_000_000_000) return false;
        day = NewYork.Date(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
        return true;
    }
}
