using System.Net;
using System.Text.Json;
using Technic.Core.Market;

namespace Technic.Web.Tests.Polygon;

public sealed class PolygonTickersTests : WebTest
{
    private static readonly string[] Symbols = ["AAPL", "BACpL", "BRK.B", "KO", "MSFT", "XOM"];

    public PolygonTickersTests() => Source.Listings =
        [.. Symbols.Reverse()
            .Select((symbol, i) =>
                new Listing(Symbol.Parse(symbol), $"{symbol} Inc.", i % 2 == 0 ? "NYSE" : "NASDAQ", "Energy", "Oil", 1e9))];

    [Fact]
    public async Task Tickers_are_those_of_the_source_in_order()
    {
        var answer = await GetAsync("/v3/reference/tickers?market=stocks&active=true&type=CS&limit=1000");

        Assert.Equal(["results", "status", "request_id", "count"], NamesOf(answer));
        Assert.Equal(Symbols, Tickers(answer));
        var first = answer.GetProperty("results")[0];
        Assert.Equal(("AAPL Inc.", "XNAS", "stocks", "us", true),
            (first.GetProperty("name").GetString(), first.GetProperty("primary_exchange").GetString(),
                first.GetProperty("market").GetString(), first.GetProperty("locale").GetString(),
                first.GetProperty("active").GetBoolean()));
    }

    [Theory]
    [InlineData("asc", "ticker")]
    [InlineData("desc", "ticker")]
    [InlineData("asc", "name")]
    [InlineData("desc", "market")]
    public async Task Tickers_are_paged_through(string order, string sort)
    {
        var (found, next) = (new List<string>(), (string?)$"/v3/reference/tickers?limit=4&order={order}&search=inc&sort={sort}");
        for (; next is not null;)
        {
            var page = await GetAsync(next + "&apiKey=secret");
            found.AddRange(Tickers(page));
            next = page.TryGetProperty("next_url", out var address) ? address.GetString() : null;
        }

        Assert.Equal(order == "asc" ? Symbols : Symbols.Reverse(), found);
    }

    [Theory]
    [InlineData("ticker=BRK.B", "BRK.B")]
    [InlineData("ticker.gte=KO&ticker.lt=XOM", "KO,MSFT")]
    [InlineData("ticker.gt=KO&ticker.lte=XOM", "MSFT,XOM")]
    [InlineData("search=brk", "BRK.B")]
    [InlineData("ticker=brk-b", "BRK.B")]
    [InlineData("ticker.any_of=KO,aapl,NONE", "AAPL,KO")]
    [InlineData("sort=primary_exchange&order=desc", "XOM,KO,BACpL,MSFT,BRK.B,AAPL")]
    [InlineData("sort=primary_exchange&limit=2", "AAPL,BRK.B")]
    [InlineData("exchange=XNYS", "BACpL,KO,XOM")]
    [InlineData("type=ETF", "")]
    public async Task Tickers_are_filtered(string query, string tickers) =>
        Assert.Equal(tickers.Split(',', StringSplitOptions.RemoveEmptyEntries), Tickers(await GetAsync($"/v3/reference/tickers?{query}")));

    [Theory]
    [InlineData("cik=320193", "The parameter 'cik' is not supported")]
    [InlineData("active=false", "Tickers that are not active are not supported.")]
    [InlineData("market=crypto", "Only tickers of market=stocks are supported.")]
    [InlineData("sort=cik", "Cannot sort by 'cik': use ticker or name or market or locale or primary_exchange or type or currency_name.")]
    [InlineData("ticker=I:SPX", "'I:SPX' is not of a US exchange")]
    [InlineData("cik.gt=1", "The parameter 'cik.gt' is not supported")]
    [InlineData("active=maybe", "Invalid parameter 'active' (got 'maybe')")]
    public async Task Unsupported_parameters_are_rejected(string query, string sentence)
    {
        using var answer = await Http.GetAsync($"/v3/reference/tickers?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(sentence, (await JsonOf(answer)).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_are_those_of_the_source()
    {
        Source.Listings = [new(Symbol.Parse("SPY")) { Type = "ETF" }, new(Symbol.Parse("KO")) { Type = "CS" }, new(Symbol.Parse("XOM"))];

        Assert.Equal(["SPY"], Tickers(await GetAsync("/v3/reference/tickers?type=ETF")));
        Assert.Equal(["KO", "XOM"], Tickers(await GetAsync("/v3/reference/tickers?type=CS")));
        var unknown = (await GetAsync("/v3/reference/tickers/XOM")).GetProperty("results");
        Assert.DoesNotContain("type", NamesOf(unknown));
        var details = (await GetAsync("/v3/reference/tickers/SPY")).GetProperty("results");
        Assert.Equal("ETF", details.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Details_have_the_known_properties_and_an_unknown_ticker_a_suggestion()
    {
        var details = (await GetAsync("/v3/reference/tickers/BRK.B")).GetProperty("results");
        using var unknown = await Http.GetAsync("/v3/reference/tickers/BRK.A");

        Assert.Equal((1e9, "Oil"), (details.GetProperty("market_cap").GetDouble(), details.GetProperty("sic_description").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("Ticker BRK.A not found (did you mean 'BRK.B'?).", (await JsonOf(unknown)).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Every_type_of_a_scan_is_described()
    {
        var types = (await GetAsync("/v3/reference/tickers/types")).GetProperty("results").EnumerateArray();

        Assert.Equal(SecurityTypes.Codes, types.Select(type => type.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task The_universe_is_the_complete_list_of_the_source()
    {
        var universe = (await GetAsync("/api/universe")).GetProperty("universe");

        Assert.Equal(6, universe.GetArrayLength());
        Assert.Equal(["symbol", "name", "exchange", "sector", "industry", "marketCap"], NamesOf(universe[0]));
    }

    [Theory]
    [InlineData("/v3/reference/splits")]
    [InlineData("/v2/aggs/grouped/locale/us/market/stocks/2026-03-10")]
    public async Task Data_that_the_source_lacks_returns_NOT_AUTHORIZED(string path)
    {
        using var answer = await Http.GetAsync(path);

        Assert.Equal((HttpStatusCode.Forbidden, "NOT_AUTHORIZED"),
            (answer.StatusCode, (await JsonOf(answer)).GetProperty("status").GetString()));
    }

    private static string[] Tickers(JsonElement answer) =>
        [.. answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("ticker").GetString()!)];
}
