using System.Globalization;
using System.Text.Json;
using Technic.Core.Market;

namespace Technic.FakePolygon;

/// <summary><c>/v3/reference</c> and <c>/v1/marketstatus</c>: symbols, splits, holidays.</summary>
internal sealed class ReferenceEndpoints(FakeMarket market, FakePolygonOptions options)
{
    private const string InstantFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v3/reference/tickers", TickersAsync);
        routes.MapGet("/v3/reference/splits", SplitsAsync);
        routes.MapGet("/v1/marketstatus/upcoming", HolidaysAsync);
    }

    private Task TickersAsync(HttpContext context)
    {
        var parameters = Parameters.Of(context.Request);
        var ticker = parameters.Text("ticker");
        var none = parameters.IsFalse("active")
            || parameters.Text("type") is not (null or "CS")
            || parameters.Text("market") is not (null or "stocks");
        Listing[] listings = none ? [] : [.. market.Listings.Where(l => ticker is null || l.Symbol.Text == ticker)];
        return SendAsync(context, parameters, listings, (json, listing) =>
        {
            json.WriteString("ticker", listing.Symbol.Text);
            json.WriteString("name", listing.Name ?? listing.Symbol.Text);
            json.WriteString("market", "stocks"u8);
            json.WriteString("locale", "us"u8);
            if (listing.Exchange is { } exchange) json.WriteString("primary_exchange", Code(exchange));
            json.WriteString("type", "CS"u8);
            json.WriteBoolean("active", true);
            json.WriteString("currency_name", "usd"u8);
        });
    }

    private Task SplitsAsync(HttpContext context)
    {
        var parameters = Parameters.Of(context.Request);
        var ticker = parameters.Text("ticker");
        var (from, after) = (parameters.Day("execution_date.gte"), parameters.Day("execution_date.gt"));
        var (to, before) = (parameters.Day("execution_date.lte"), parameters.Day("execution_date.lt"));
        Split[] splits =
        [
            .. market.Splits
                .Where(s => ticker is null || s.Symbol.Text == ticker)
                .Where(s => !(s.ExecutionDate < from || s.ExecutionDate <= after || s.ExecutionDate > to || s.ExecutionDate >= before))
                .Reverse(), // the newest first, as Polygon has them
        ];
        return SendAsync(context, parameters, splits, (json, split) =>
        {
            var (shares, became) = Fraction(split.Ratio);
            json.WriteString("execution_date", Iso(split.ExecutionDate));
            json.WriteNumber("split_from", shares);
            json.WriteNumber("split_to", became);
            json.WriteString("ticker", split.Symbol.Text);
        });
    }

    private Task HolidaysAsync(HttpContext context) => JsonAnswer.SendAsync(context, 200, json =>
    {
        json.WriteStartArray();
        foreach (var holiday in market.Holidays)
        {
            json.WriteStartObject();
            json.WriteString("exchange", holiday.Exchange);
            json.WriteString("name", holiday.Name);
            json.WriteString("date", Iso(holiday.Date));
            json.WriteString("status", holiday.Close is null ? "closed" : "early-close");
            if (holiday.Open is { } open) json.WriteString("open", Instant(open));
            if (holiday.Close is { } close) json.WriteString("close", Instant(close));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private Task SendAsync<T>(HttpContext context, Parameters parameters, IReadOnlyList<T> rows, Action<Utf8JsonWriter, T> write)
    {
        var page = Page.Of(rows, parameters, context.Request, Math.Min(parameters.Limit(100, 1_000), options.PageSize ?? int.MaxValue));
        return JsonAnswer.SendAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var row in page.Rows)
            {
                json.WriteStartObject();
                write(json, row);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("status", "OK"u8);
            JsonAnswer.WriteRequestId(json, context);
            json.WriteNumber("count", page.Rows.Count);
            JsonAnswer.WriteNextUrl(json, page.NextUrl);
            json.WriteEndObject();
        });
    }

    /// <summary>A ratio in the form Polygon gives it: so many shares became so many.</summary>
    private static (double From, double To) Fraction(double ratio) => ratio < 1 ? (Whole(1 / ratio), 1) : (1, Whole(ratio));

    private static double Whole(double number) => Math.Abs(number - Math.Round(number)) < 1e-6 ? Math.Round(number) : number;

    private static string Code(string exchange) => exchange switch
    {
        "NYSE" => "XNYS",
        "NASDAQ" => "XNAS",
        "AMEX" => "XASE",
        _ => exchange,
    };

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
