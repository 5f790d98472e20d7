using System.Globalization;
using System.Text.Json;
using Technic.Core.Market;

namespace Technic.FakePolygon;

/// <summary><c>/v3/reference</c>, <c>/stocks/v1</c> and <c>/v1/marketstatus</c>: symbols, splits, dividends, holidays.</summary>
internal sealed class ReferenceEndpoints(FakeMarket market, FakePolygonOptions options)
{
    private const string InstantFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v3/reference/tickers", TickersAsync);
        routes.MapGet("/v3/reference/tickers/{ticker}", DetailsAsync);
        routes.MapGet("/vX/reference/tickers/{ticker}/events", EventsAsync);
        if (options.HasNewActions)
        {
            routes.MapGet("/stocks/v1/splits", context => SplitsAsync(context, isNew: true));
            routes.MapGet("/stocks/v1/dividends", context => DividendsAsync(context, isNew: true));
        }
        if (options.HasOldActions)
        {
            routes.MapGet("/v3/reference/splits", context => SplitsAsync(context, isNew: false));
            routes.MapGet("/v3/reference/dividends", context => DividendsAsync(context, isNew: false));
        }
        routes.MapGet("/v1/marketstatus/upcoming", HolidaysAsync);
    }

    private Task TickersAsync(HttpContext context)
    {
        var parameters = Parameters.Of(context.Request);
        var ticker = parameters.Text("ticker");
        var day = parameters.Day("date") ?? market.Today;
        var (isActive, type) = (!parameters.IsFalse("active"), parameters.Text("type"));
        Listing[] listings = parameters.Text("market") is not (null or "stocks")
            ? []
            :
            [
                .. market.Listings
                    .Where(l => ticker is null || l.Symbol.Text == ticker)
                    .Where(l => type is null || type == TypeOf(l))
                    .Where(l => IsListed(l.Symbol, day) == isActive),
            ];
        return SendAsync(context, parameters, listings, 1_000, (json, listing) =>
        {
            json.WriteString("ticker", listing.Symbol.Text);
            json.WriteString("name", listing.Name ?? listing.Symbol.Text);
            json.WriteString("market", "stocks"u8);
            json.WriteString("locale", "us"u8);
            if (listing.Exchange is { } exchange) json.WriteString("primary_exchange", Code(exchange));
            json.WriteString("type", TypeOf(listing));
            json.WriteBoolean("active", isActive);
            json.WriteString("currency_name", "usd"u8);
        });
    }

    private Task DetailsAsync(HttpContext context)
    {
        var ticker = (string)context.Request.RouteValues["ticker"]!;
        if (market.Listings.FirstOrDefault(l => l.Symbol.Text == ticker) is not { } listing)
            return JsonAnswer.SendErrorAsync(context, 404, "Ticker not found.");
        var company = market.CompanyOf(listing.Symbol);
        return JsonAnswer.SendAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("results");
            json.WriteString("ticker", ticker);
            json.WriteString("name", listing.Name ?? ticker);
            json.WriteString("market", "stocks"u8);
            json.WriteString("type", TypeOf(listing));
            json.WriteBoolean("active", IsListed(listing.Symbol, market.Today));
            if (company?.SicCode is { } sic) json.WriteString("sic_code", sic.ToString("0000", CultureInfo.InvariantCulture));
            if (company?.SicDescription is { } description) json.WriteString("sic_description", description);
            if (company?.MarketCap is { } capital) json.WriteNumber("market_cap", capital);
            if (company?.ListedOn is { } listed) json.WriteString("list_date", Iso(listed));
            if (market.DelistedOn(listing.Symbol) is { } gone) json.WriteString("delisted_utc", $"{Iso(gone)}T05:00:00Z");
            json.WriteEndObject();
            json.WriteString("status", "OK"u8);
            JsonAnswer.WriteRequestId(json, context);
            json.WriteEndObject();
        });
    }

    private Task EventsAsync(HttpContext context)
    {
        var ticker = (string)context.Request.RouteValues["ticker"]!;
        if (!Symbol.TryParse(ticker, out var symbol) || market.TickersOf(symbol) is not { Count: > 0 } periods)
            return JsonAnswer.SendErrorAsync(context, 404, "Ticker not found.");
        return JsonAnswer.SendAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("results");
            json.WriteString("name", market.Listings.FirstOrDefault(listing => listing.Symbol == symbol)?.Name ?? ticker);
            json.WriteStartArray("events");
            foreach (var period in periods.OrderByDescending(period => period.From))
            {
                json.WriteStartObject();
                json.WriteStartObject("ticker_change");
                json.WriteString("ticker", period.Ticker.Text);
                json.WriteEndObject();
                json.WriteString("type", "ticker_change"u8);
                json.WriteString("date", Iso(period.From));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteString("status", "OK"u8);
            JsonAnswer.WriteRequestId(json, context);
            json.WriteEndObject();
        });
    }

    private static string TypeOf(Listing listing) => listing.Type ?? "CS";

    private bool IsListed(Symbol symbol, DateOnly day) => !(market.DelistedOn(symbol) <= day);

    private Task DividendsAsync(HttpContext context, bool isNew)
    {
        var parameters = Parameters.Of(context.Request);
        var rows = InSpan(
            market.Dividends, parameters, "ex_dividend_date", dividend => dividend.Symbol, dividend => dividend.ExDate, isNew);
        return SendAsync(context, parameters, rows, isNew ? 5_000 : 1_000, (json, dividend) =>
        {
            json.WriteString("ticker", dividend.Symbol.Text);
            json.WriteString("ex_dividend_date", Iso(dividend.ExDate));
            json.WriteNumber("cash_amount", dividend.Amount);
            json.WriteString("currency", "USD"u8);
            json.WriteNumber("frequency", 4);
            json.WriteString(isNew ? "distribution_type" : "dividend_type", isNew ? "recurring" : "CD");
        });
    }

    /// <summary>The requested rows: the new endpoints sort on request, the old ones have the newest first.</summary>
    private static T[] InSpan<T>(
        IReadOnlyList<T> all, Parameters parameters, string field, Func<T, Symbol> symbolOf, Func<T, DateOnly> dayOf, bool isNew)
    {
        var ticker = parameters.Text("ticker");
        var (from, after) = (parameters.Day($"{field}.gte"), parameters.Day($"{field}.gt"));
        var (to, before) = (parameters.Day($"{field}.lte"), parameters.Day($"{field}.lt"));
        var rows = all
            .Where(row => ticker is null || symbolOf(row).Text == ticker)
            .Where(row => dayOf(row) is var day && !(day < from || day <= after || day > to || day >= before));
        return isNew && parameters.Text("sort") == $"{field}.asc" ? [.. rows] : [.. rows.Reverse()];
    }

    private Task SplitsAsync(HttpContext context, bool isNew)
    {
        var parameters = Parameters.Of(context.Request);
        var splits = InSpan(market.ListedSplits, parameters, "execution_date", split => split.Symbol, split => split.ExecutionDate, isNew);
        return SendAsync(context, parameters, splits, isNew ? 5_000 : 1_000, (json, split) =>
        {
            var (shares, became) = Fraction(split.Ratio);
            json.WriteString("execution_date", Iso(split.ExecutionDate));
            json.WriteNumber("split_from", shares);
            json.WriteNumber("split_to", became);
            json.WriteString("ticker", split.Symbol.Text);
            if (!isNew) return;
            json.WriteString("adjustment_type", split.Ratio < 1 ? "reverse_split" : "forward_split");
            json.WriteNumber("historical_adjustment_factor", Factor(split));
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

    /// <summary>The factor that converts a price before a split to a current one, over all later splits too.</summary>
    private double Factor(Split split) => market.Splits
        .Where(later => later.Symbol == split.Symbol && later.ExecutionDate >= split.ExecutionDate && later.ExecutionDate <= market.Today)
        .Aggregate(1.0, (factor, later) => factor / later.Ratio);

    private Task SendAsync<T>(HttpContext context, Parameters parameters, IReadOnlyList<T> rows, int limit, Action<Utf8JsonWriter, T> write)
    {
        var page = Page.Of(rows, parameters, context.Request, Math.Min(parameters.Limit(100, limit), options.PageSize ?? int.MaxValue));
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

    /// <summary>A ratio in Polygon's format: from a number of shares to a number of shares.</summary>
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
