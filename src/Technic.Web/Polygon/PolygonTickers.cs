using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Market;
using Technic.Web.Problems;
using Technic.Web.Responses;

namespace Technic.Web.Polygon;

/// <summary>Polygon-compatible endpoints for tickers: the list, the details of one, and the types.</summary>
internal static class PolygonTickers
{
    private const int DefaultTickers = 100, MaxTickers = 1_000;
    private const string CommonStock = "CS", Stocks = "stocks";

    // Polygon's descriptions of the codes.
    private static readonly Dictionary<string, string> Types = new()
    {
        ["CS"] = "Common Stock",
        ["ADRC"] = "American Depository Receipt Common",
        ["ETF"] = "Exchange Traded Fund",
        ["PFD"] = "Preferred Stock",
        ["WARRANT"] = "Warrant",
        ["RIGHT"] = "Rights",
        ["UNIT"] = "Unit",
        ["FUND"] = "Fund",
        ["SP"] = "Structured Product",
        ["ADRP"] = "American Depository Receipt Preferred",
        ["ADRW"] = "American Depository Receipt Warrants",
        ["ADRR"] = "American Depository Receipt Rights",
        ["ETN"] = "Exchange Traded Note",
        ["ETS"] = "Single-security ETF",
        ["ETV"] = "Exchange Traded Vehicle",
        ["OS"] = "Ordinary Shares",
        ["GDR"] = "Global Depository Receipts",
        ["NYRS"] = "New York Registry Shares",
        ["AGEN"] = "Agency Bond",
        ["EQLK"] = "Equity Linked Bond",
        ["BOND"] = "Corporate Bond",
        ["BASKET"] = "Basket",
        ["LT"] = "Liquidating Trust",
        ["OTHER"] = "Other Security Type",
    };

    /// <summary><c>/v3/reference/tickers</c>: the active symbols of the source.</summary>
    public static async Task<IResult> GetListAsync(PolygonCall call)
    {
        var query = call.Query;
        query.RejectUnsupported("cik", "cusip", "date");
        var order = PolygonOrder<Listing>.OfColumn(
            query, isDescending: false, listing => listing.Symbol.Text,
            new("ticker", listing => listing.Symbol.Text), new("name", NameOf), new("market", _ => Stocks), new("locale", _ => "us"),
            new("primary_exchange", listing => StockExchanges.Code(listing.Exchange) ?? ""), new("type", listing => listing.Type ?? ""),
            new("currency_name", _ => "usd"));
        var limit = query.Limit(DefaultTickers, MaxTickers);
        var filter = TextFilter.Tickers(query);
        var (search, exchange, type) = (query.Text("search"), query.Text("exchange"), query.Text("type"));
        if (query.Text("market") is not (null or Stocks))
            throw NotServedException.Unsupported("Only tickers of market=stocks are supported.");
        if (!query.Flag("active", true)) throw NotServedException.Unsupported("Tickers that are not active are not supported.");
        var listings = await call.Market.GetListingsAsync(call.Cancellation).ConfigureAwait(false);

        // As in scans, a symbol of unknown type may be a common stock.
        var found = listings.Where(listing => filter.Holds(listing.Symbol.Text)
            && (type is null || (listing.Type ?? CommonStock) == type)
            && (exchange is null || StockExchanges.Code(listing.Exchange) == exchange)
            && (search is null || Contains(listing.Symbol.Text, search) || Contains(listing.Name, search)));
        return PolygonPage.Of(call, found, order, limit, WriteListing);
    }

    /// <summary><c>/v3/reference/tickers/{ticker}</c>.</summary>
    public static async Task<IResult> GetDetailsAsync(PolygonCall call)
    {
        var symbol = call.Symbol;
        call.Query.RejectUnsupported("date");
        var listings = await call.Market.GetListingsAsync(call.Cancellation).ConfigureAwait(false);
        if (listings.FirstOrDefault(listing => listing.Symbol == symbol) is not { } listing)
            return new ProblemResult(Problem.NotFound(
                $"Ticker {symbol} not found{Ticker.DidYouMean(symbol, listings.Select(other => other.Symbol))}."));
        return new JsonResponse(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("results");
            WriteListing(json, listing);
            if (listing.MarketCap is { } capitalisation) json.WriteNumber("market_cap", capitalisation);
            if (listing.Industry is { } industry) json.WriteString("sic_description", industry);
            json.WriteEndObject();
            json.WriteString("status", PolygonJson.Ok);
            json.WriteString("request_id", call.Context.TraceIdentifier);
            json.WriteEndObject();
        });
    }

    /// <summary><c>/v3/reference/tickers/types</c>: the types of stocks.</summary>
    public static Task<IResult> GetTypesAsync(PolygonCall call)
    {
        call.Query.RejectOtherAssets();
        IReadOnlyList<string> types = SecurityTypes.Codes;
        return Task.FromResult<IResult>(new JsonResponse(json =>
            PolygonJson.WriteReference(json, call.Context, types, (to, code) =>
            {
                to.WriteString("code", code);
                to.WriteString("description", Types[code]);
                to.WriteString("asset_class", "stocks");
                to.WriteString("locale", "us");
            }, next: null)));
    }

    private static void WriteListing(Utf8JsonWriter json, Listing listing)
    {
        json.WriteString("ticker", listing.Symbol.Text);
        json.WriteString("name", NameOf(listing));
        json.WriteString("market", Stocks);
        json.WriteString("locale", "us");
        if (StockExchanges.Code(listing.Exchange) is { } exchange) json.WriteString("primary_exchange", exchange);
        if (listing.Type is { } type) json.WriteString("type", type);
        json.WriteBoolean("active", true);
        json.WriteString("currency_name", "usd");
    }

    private static string NameOf(Listing listing) => listing.Name ?? listing.Symbol.Text;

    private static bool Contains(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) ?? false;
}
