using System.Net;
using System.Text;
using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Testing;

namespace Technic.EngineContract;

/// <summary>The Polygon-compatible API of every server, with a source of whole-market days and the present time.</summary>
public abstract class PolygonApiContract
{
    private static readonly Symbol[] Symbols = [.. ((string[])["AAPL", "BRK.B", "KO", "XOM"]).Select(Symbol.Parse)];

    protected PolygonApiContract() => Market = new ScriptedMarket(TimeProvider.System, Symbols);

    protected ScriptedMarket Market { get; }

    private static DateOnly Last { get; } = new MarketClock(TimeProvider.System).Take().Published;

    private static DateOnly Before { get; } = MarketClock.Calendar.LastSessionOnOrBefore(Last.AddDays(-1));

    /// <summary>Starts a server on an empty store.</summary>
    /// <param name="source">The source of its engine.</param>
    /// <param name="passesThrough">Whether requests are passed on to the provider.</param>
    protected abstract Task<IHttpServer> StartAsync(IPriceSource source, bool passesThrough);

    [Fact]
    public async Task The_last_session_is_that_of_the_market_in_every_endpoint()
    {
        await using var server = await StartAsync(Market, passesThrough: false);
        var (day, before) = (Market.RawBar(Symbols[2], Last), Market.RawBar(Symbols[2], Before));

        var previous = (await GetAsync(server, "/v2/aggs/ticker/KO/prev")).GetProperty("results")[0];
        var openClose = await GetAsync(server, $"/v1/open-close/KO/{Last:yyyy-MM-dd}?adjusted=false");
        var one = (await GetAsync(server, "/v2/snapshot/locale/us/markets/stocks/tickers/KO")).GetProperty("ticker");
        var all = (await GetAsync(server, "/v2/snapshot/locale/us/markets/stocks/tickers")).GetProperty("tickers");
        var some = (await GetAsync(server, "/v2/snapshot/locale/us/markets/stocks/tickers?tickers=KO,XOM")).GetProperty("tickers");
        var universal = (await GetAsync(server, "/v3/snapshot?ticker.any_of=KO,NONE")).GetProperty("results");

        Assert.Equal(("KO", day.Close, day.Volume), (Text(previous, "T"), Number(previous, "c"), Number(previous, "v")));
        Assert.Equal(EndOf(Last), previous.GetProperty("t").GetInt64());
        Assert.Equal((day.Open, day.High, day.Low, day.Close, day.Volume),
            (Number(openClose, "open"), Number(openClose, "high"), Number(openClose, "low"), Number(openClose, "close"),
                Number(openClose, "volume")));
        foreach (var snapshot in (JsonElement[])[one, all[2], some[0]])
        {
            Assert.Equal("KO", Text(snapshot, "ticker"));
            Assert.Equal(
                (day.Close, before.Close), (Number(snapshot.GetProperty("day"), "c"), Number(snapshot.GetProperty("prevDay"), "c")));
            Assert.Equal(day.Close - before.Close, Number(snapshot, "todaysChange"), 9);
            Assert.Equal(100 * (day.Close - before.Close) / before.Close, Number(snapshot, "todaysChangePerc"), 9);
            Assert.Equal(EndOf(Last) * 1_000_000, snapshot.GetProperty("updated").GetInt64());
        }
        Assert.Equal((4, 2), (all.GetArrayLength(), some.GetArrayLength()));
        Assert.Equal((day.Close, before.Close),
            (Number(universal[0].GetProperty("session"), "close"), Number(universal[0].GetProperty("session"), "previous_close")));
        Assert.Equal(("NONE", "NOT_FOUND"), (Text(universal[1], "ticker"), Text(universal[1], "error")));
        foreach (var (query, tickers) in (IEnumerable<(string, string)>)
            [("type=stocks", "AAPL,BRK.B,KO,XOM"), ("type=stocks&ticker.gt=AAPL&ticker.lt=XOM&order=desc", "KO,BRK.B")])
        {
            var range = (await GetAsync(server, $"/v3/snapshot?{query}")).GetProperty("results");
            Assert.Equal(tickers, string.Join(',', range.EnumerateArray().Select(snapshot => Text(snapshot, "ticker"))));
        }
    }

    [Fact]
    public async Task Gainers_and_losers_are_ranked_by_percent_and_a_split_is_no_loss()
    {
        Market.Splits.Enqueue(new Split(Symbols[0], Last, 2));
        await using var server = await StartAsync(Market, passesThrough: false);
        var changes = Symbols.ToDictionary(symbol => symbol.Text, symbol =>
        {
            var ratio = symbol == Symbols[0] ? 2 : 1;
            return 100 * ((Market.RawBar(symbol, Last).Close / (Market.RawBar(symbol, Before).Close / ratio)) - 1);
        });

        foreach (var (direction, sign) in (IEnumerable<(string, int)>)[("gainers", 1), ("losers", -1)])
        {
            var moved = (await GetAsync(server, $"/v2/snapshot/locale/us/markets/stocks/{direction}")).GetProperty("tickers");

            Assert.Equal(
                changes.Where(change => sign * change.Value > 0)
                    .OrderByDescending(change => sign * change.Value).Select(change => change.Key),
                moved.EnumerateArray().Select(snapshot => Text(snapshot, "ticker")!));
            Assert.All(moved.EnumerateArray(), snapshot =>
                Assert.Equal(changes[Text(snapshot, "ticker")!], Number(snapshot, "todaysChangePerc"), 9));
        }
    }

    [Fact]
    public async Task Details_types_status_holidays_and_exchanges_are_served()
    {
        await using var server = await StartAsync(Market, passesThrough: false);

        var details = (await GetAsync(server, "/v3/reference/tickers/BRK.B")).GetProperty("results");
        var types = (await GetAsync(server, "/v3/reference/tickers/types?asset_class=stocks&locale=us")).GetProperty("results");
        var status = await GetAsync(server, "/v1/marketstatus/now");
        var holidays = await GetAsync(server, "/v1/marketstatus/upcoming");
        var old = (await GetAsync(server, "/v3/reference/exchanges")).GetProperty("results");
        var exchanges = (await GetAsync(server, "/stocks/v1/exchanges?limit=10")).GetProperty("results");

        Assert.Equal(("BRK.B", "stocks"), (Text(details, "ticker"), Text(details, "market")));
        Assert.Contains(types.EnumerateArray(), type => Text(type, "code") == "ETF");
        Assert.Contains(Text(status, "market"), (string[])["open", "closed", "extended-hours"]);
        // Ten holidays and two or three half days, for two exchanges.
        Assert.InRange(holidays.GetArrayLength(), 20, 28);
        Assert.Contains(old.EnumerateArray(), exchange => exchange.GetProperty("id").GetInt32() == 12 && Text(exchange, "mic") == "XNAS");
        Assert.Equal(10, exchanges.GetArrayLength());
    }

    [Theory]
    [InlineData("sma", 3)]
    [InlineData("ema", 3)]
    [InlineData("rsi", 3)]
    [InlineData("macd", 3)]
    public async Task Indicators_of_the_last_sessions_are_served_newest_first(string name, int values)
    {
        await using var server = await StartAsync(Market, passesThrough: false);

        var results = (await GetAsync(server, $"/v1/indicators/{name}/XOM?limit={values}")).GetProperty("results");

        var times = results.GetProperty("values").EnumerateArray().Select(value => value.GetProperty("timestamp").GetInt64()).ToArray();
        Assert.Equal(values, times.Length);
        Assert.Equal(NewYork.Instant(Last, default).ToUnixTimeMilliseconds(), times[0]);
        Assert.Equal(times.OrderDescending(), times);
    }

    [Fact]
    public async Task What_only_Polygon_has_is_refused_in_its_format_and_passed_on_if_the_server_may()
    {
        var answer = new ProviderAnswer(
            Encoding.UTF8.GetBytes(
                """{"results":[{"next_url":"https://x.y/z"}],"next_url":"https://api.polygon.io/v3/trades/KO?cursor=abc%3D"}"""),
            1);
        Market.Answer = path => path.StartsWith("/v3/trades/", StringComparison.Ordinal) ? answer
            : path == "/v2/last/trade/KO" ? new ProviderAnswer(null, 1, "The plan does not include it.", PriceSourceFailure.Forbidden)
            : new ProviderAnswer(null, 1, "Polygon has no data at this address.");
        await using var alone = await StartAsync(Market, passesThrough: false);
        await using var passing = await StartAsync(Market, passesThrough: true);

        await RefusesAsync(alone, "/v3/trades/KO?limit=2", HttpStatusCode.NotFound, "NOT_FOUND", "message",
            "This server does not serve trades itself. Pass-through to Polygon is off on this server.");
        await RefusesAsync(alone, "/v1/nothing", HttpStatusCode.NotFound, "NOT_FOUND", "message",
            "Unknown endpoint /v1/nothing. Pass-through to Polygon is off on this server.");
        await RefusesAsync(alone, "/v2/aggs/ticker/X:BTCUSD/prev", HttpStatusCode.BadRequest, "ERROR", "error",
            "'X:BTCUSD' is not of a US exchange: expected a ticker such as AAPL or NASDAQ:AAPL. Pass-through to "
            + "Polygon is off on this server.");
        Assert.Empty(Market.Passed);
        var trades = await GetAsync(passing, "/v3/trades/KO?limit=2&apiKey=secret");
        await GetAsync(passing, "/v3/trades/KO?limit=2&apiKey=other");
        await RefusesAsync(
            passing, "/v2/last/trade/KO", HttpStatusCode.Forbidden, "NOT_AUTHORIZED", "message", "The plan does not include it.");
        await RefusesAsync(
            passing, "/vX/new/endpoint", HttpStatusCode.NotFound, "NOT_FOUND", "message", "Polygon has no data at this address.");

        Assert.Equal($"{passing.Http.BaseAddress}v3/trades/KO?cursor=abc%3D", Text(trades, "next_url"));
        Assert.Equal("https://x.y/z", Text(trades.GetProperty("results")[0], "next_url"));
        Assert.Equal(["/v3/trades/KO?limit=2", "/v2/last/trade/KO", "/vX/new/endpoint"], Market.Passed);
    }

    private static async Task RefusesAsync(
        IHttpServer server, string path, HttpStatusCode status, string word, string member, string sentence)
    {
        using var answer = await server.Http.GetAsync(path);
        var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((status, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal((word, sentence), (Text(json, "status"), Text(json, member)));
        Assert.NotEmpty(Text(json, "request_id")!);
    }

    private static async Task<JsonElement> GetAsync(IHttpServer server, string path)
    {
        using var answer = await server.Http.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    private static long EndOf(DateOnly day) => MarketClock.Calendar.SessionOn(day)!.Value.ClosesAt.ToUnixTimeMilliseconds();

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();
}
