using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Market.Calendar;
using Technic.Web.Responses;

namespace Technic.Web.Polygon;

/// <summary>
/// Polygon-compatible endpoints about the stock exchanges: their hours and holidays, from the exchange calendar, and their codes.
/// </summary>
internal static class PolygonMarket
{
    private const string Open = "open", Closed = "closed", Extended = "extended-hours";
    private const int DefaultExchanges = 100, MaxExchanges = 1_000;
    private const string UtcFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private static readonly string[] ListingExchanges = ["NASDAQ", "NYSE"];

    /// <summary><c>/v1/marketstatus/now</c>. The markets of currencies and crypto assets are omitted.</summary>
    public static Task<IResult> GetStatusAsync(PolygonCall call)
    {
        var now = call.Clock.Now;
        var hours = MarketClock.HoursAt(now);
        var market = hours switch
        {
            TradingHours.Regular => Open,
            TradingHours.Closed => Closed,
            _ => Extended,
        };
        return Task.FromResult<IResult>(new JsonResponse(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("afterHours", hours == TradingHours.AfterMarket);
            json.WriteBoolean("earlyHours", hours == TradingHours.PreMarket);
            json.WriteStartObject("exchanges");
            json.WriteString("nasdaq", market);
            json.WriteString("nyse", market);
            json.WriteString("otc", hours == TradingHours.Regular ? Open : Closed);
            json.WriteEndObject();
            json.WriteString("market", market);
            var local = NewYork.Instant(NewYork.Date(now), TimeOnly.FromDateTime(NewYork.LocalTime(now)));
            json.WriteString("serverTime", local.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }));
    }

    /// <summary><c>/v1/marketstatus/upcoming</c>: the holidays and half days of the next year, by rule.</summary>
    public static Task<IResult> GetHolidaysAsync(PolygonCall call)
    {
        var today = call.Clock.Take().Today;
        return Task.FromResult<IResult>(new JsonResponse(json =>
        {
            json.WriteStartArray();
            for (var day = today; day < today.AddYears(1); day = day.AddDays(1))
            {
                if (MarketClock.Calendar.HolidayOn(day) is not { } name) continue;
                foreach (var exchange in ListingExchanges) WriteHoliday(json, day, name, exchange);
            }
            json.WriteEndArray();
        }));
    }

    /// <summary><c>/v3/reference/exchanges</c>: the trading venues of stocks.</summary>
    public static Task<IResult> GetOldExchangesAsync(PolygonCall call)
    {
        call.Query.RejectOtherAssets();
        return Task.FromResult<IResult>(new JsonResponse(json =>
            PolygonJson.WriteReference(json, call.Context, StockExchanges.All, (to, exchange) =>
            {
                to.WriteNumber("id", exchange.Id);
                to.WriteString("asset_class", "stocks");
                to.WriteString("locale", "us");
                WriteExchange(to, exchange);
            }, next: null)));
    }

    /// <summary><c>/stocks/v1/exchanges</c>.</summary>
    public static Task<IResult> GetExchangesAsync(PolygonCall call)
    {
        var limit = call.Query.Limit(DefaultExchanges, MaxExchanges);
        var order = PolygonOrder<StockExchange>.By(
            exchange => exchange.Id.ToString("D3", CultureInfo.InvariantCulture), isDescending: false);
        return Task.FromResult<IResult>(PolygonPage.Of(
            call, StockExchanges.All, order, limit,
            (json, exchange) =>
            {
                json.WriteString("id", exchange.Id.ToString(CultureInfo.InvariantCulture));
                json.WriteString("locale", "US");
                WriteExchange(json, exchange);
            }));
    }

    private static void WriteExchange(Utf8JsonWriter json, StockExchange exchange)
    {
        json.WriteString("name", exchange.Name);
        json.WriteString("type", exchange.Type);
        if (exchange.Code is { } code) json.WriteString("mic", code);
        if (exchange.Operator is { } operating) json.WriteString("operating_mic", operating);
        if (exchange.Participant is { } participant) json.WriteString("participant_id", participant);
    }

    private static void WriteHoliday(Utf8JsonWriter json, DateOnly day, string name, string exchange)
    {
        json.WriteStartObject();
        json.WriteString("date", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("exchange", exchange);
        json.WriteString("name", name);
        var session = MarketClock.Calendar.SessionOn(day);
        json.WriteString("status", session is null ? Closed : "early-close");
        if (session is { } hours)
        {
            json.WriteString("open", Utc(NewYork.Instant(day, hours.Open)));
            json.WriteString("close", Utc(hours.ClosesAt));
        }
        json.WriteEndObject();
    }

    private static string Utc(DateTimeOffset instant) => instant.UtcDateTime.ToString(UtcFormat, CultureInfo.InvariantCulture);
}
