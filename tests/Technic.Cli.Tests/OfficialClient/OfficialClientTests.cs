using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.FakePolygon;

namespace Technic.Cli.Tests.OfficialClient;

/// <summary>
/// The official Polygon client gets the same results from <c>technic serve</c> as from Polygon, and repeated requests need no API
/// requests.
/// </summary>
public sealed class OfficialClientTests : ProgramTests
{
    private const int Months = 3;

    // The server uses the current time, so the market ends now.
    private static readonly DateOnly Last = new MarketClock(TimeProvider.System).LastPublishedSession(TimeProvider.System.GetUtcNow());
    private static readonly DateOnly First = Last.AddMonths(-Months);

    private static readonly string[] Pair = ["AAPL", "KO"];

    private readonly int _port = FreePort();

    private string Url => $"http://127.0.0.1:{_port}";

    [OfficialClientFact]
    public async Task Daily_and_five_minute_bars_equal_Polygons_and_are_cached()
    {
        await using var polygon = await FakePolygonServer.StartAsync(Market());
        using var server = await ServeAsync(polygon);
        object[][] questions =
        [
            ["getStocksAggregates", "AAPL", 1, "day", Iso(First), Iso(Last), true, "asc", 5000],
            ["getStocksAggregates", "AAPL", 5, "minute", Iso(Last.AddDays(-6)), Iso(Last), true, "asc", 50000],
            ["getStocksAggregates", "BRK.B", 1, "day", Iso(First), Iso(Last), true, "desc", 7],
            ["getStocksAggregates", "BRK.B", 5, "minute", Iso(Last.AddDays(-3)), Iso(Last), true, "asc", 100],
            ["getStocksAggregates", "NVDA", 1, "day", Iso(First), Iso(Last)],
            ["getStocksAggregates", "NONE", 1, "day", Iso(First), Iso(Last)],
        ];

        var polygons = Client.Ask(polygon.BaseAddress.GetLeftPart(UriPartial.Authority), "any", questions);
        polygon.Requests.Clear();
        var first = Client.Ask(Url, "any", questions);
        var asked = polygon.Requests.CountOf("/v2/aggs/ticker");
        var second = Client.Ask(Url, "any", questions);

        for (var i = 0; i < questions.Length; i++)
        {
            var bars = Bars(polygons[i]);
            Assert.Equal(i == questions.Length - 1, bars.Length == 0);
            Assert.Equal(bars, Bars(first[i]));
            Assert.Equal(bars, Bars(second[i]));
            Assert.Equal("OK", first[i].GetProperty("result").GetProperty("status").GetString());
        }
        Assert.True(Bars(first[2]).Length > 50);
        Assert.Equal(asked, polygon.Requests.CountOf("/v2/aggs/ticker"));
    }

    [OfficialClientFact]
    public async Task Tickers_equal_Polygons_over_all_pages()
    {
        await using var polygon = await FakePolygonServer.StartAsync(Market());
        using var server = await ServeAsync(polygon);
        object?[] question = ["listTickers", null, "CS", "stocks", null, null, null, null, null, true, null, null, null, null, "asc", 2];

        var polygons = Client.Ask(polygon.BaseAddress.GetLeftPart(UriPartial.Authority), "any", question)[0];
        var ours = Client.Ask(Url, "any", question)[0];

        Assert.Equal(["AAPL", "BRK.B", "KO", "NVDA", "XOM"], Tickers(ours).Order(StringComparer.Ordinal));
        Assert.Equal(Tickers(polygons), Tickers(ours));
    }

    [OfficialClientFact]
    public async Task Splits_and_market_days_equal_Polygons_and_are_requested_once()
    {
        await using var polygon = await FakePolygonServer.StartAsync(Market());
        using var server = await ServeAsync(polygon);
        var before = MarketClock.Calendar.LastSessionOnOrBefore(First.AddDays(10));
        var after = MarketClock.Calendar.LastSessionOnOrBefore(First.AddDays(60));
        object?[][] questions =
        [
            ["getGroupedStocksAggregates", Iso(before), true],
            ["getGroupedStocksAggregates", Iso(before), false],
            ["getGroupedStocksAggregates", Iso(after), true],
            ["listStockSplits", "NVDA", null, null, null, null, null, null, Iso(First)],
            ["listStockSplits", null, null, null, null, null, null, null, Iso(First.AddDays(-60)), null, Iso(Last), null, "desc", 1],
        ];

        var polygons = Client.Ask(polygon.BaseAddress.GetLeftPart(UriPartial.Authority), "any", questions);
        polygon.Requests.Clear();
        var ours = Client.Ask(Url, "any", questions);
        var asked = polygon.Requests.Count;
        var again = Client.Ask(Url, "any", questions);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(5, Bars(ours[i]).Length);
            Assert.Equal(Bars(polygons[i]), Bars(ours[i]));
            Assert.Equal(Bars(ours[i]), Bars(again[i]));
        }
        Assert.NotEqual(Bars(ours[0]), Bars(ours[1]));
        for (var i = 3; i < 5; i++) Assert.Equal(Splits(polygons[i]), Splits(ours[i]));
        Assert.Equal(2, Splits(ours[4]).Length);
        // Two days, and the splits of three spans, each longer than the one before.
        Assert.Equal((5, 5), (asked, polygon.Requests.Count));
    }

    [OfficialClientFact]
    public async Task An_invalid_range_and_an_invalid_key_return_errors_in_Polygons_format()
    {
        await using var polygon = await FakePolygonServer.StartAsync(Market());
        var made = (await RunAsync("keys", "new", "script", "--format", "json")).Succeeded().Json;
        using var server = await ServeAsync(polygon, "--keys", Folder.Write("keys.txt", made.Text("line")!), "-vv");
        object[] backwards = ["getStocksAggregates", "AAPL", 1, "day", Iso(Last), Iso(First)];
        object[] pages = ["getStocksAggregates", "AAPL", 1, "day", Iso(First), Iso(Last), true, "asc", 10];

        var answers = Client.Ask(Url, made.Text("key")!, backwards, pages);
        var stranger = Client.Ask(Url, "wrong", pages)[0].GetProperty("error");
        server.Signal(System.Runtime.InteropServices.PosixSignal.SIGINT);
        var end = await server.EndAsync();

        var refused = answers[0].GetProperty("error");
        Assert.Equal((400, "ERROR", "The parameter 'to' cannot be a time that occurs before 'from'."),
            (refused.GetProperty("status").GetInt32(), refused.GetProperty("data").GetProperty("status").GetString(),
                refused.GetProperty("data").GetProperty("error").GetString()));
        Assert.True(Bars(answers[1]).Length > 50);
        Assert.Equal((401, "ERROR"),
            (stranger.GetProperty("status").GetInt32(), stranger.GetProperty("data").GetProperty("status").GetString()));
        Assert.DoesNotContain(made.Text("key")!, end.Output + end.Error, StringComparison.Ordinal);
    }

    /// <summary>
    /// The calls of people, and a member of the answer that Technic must give; <c>null</c> for a call that only Polygon can answer, with
    /// the
    /// path of its answer.
    /// </summary>
    private static IEnumerable<(object?[] Call, string? Member, string Path)> Calls()
    {
        var (first, last, before) = (Iso(First), Iso(Last), Iso(MarketClock.Calendar.LastSessionOnOrBefore(Last.AddDays(-1))));
        yield return (["getStocksAggregates", "AAPL", 2, "day", first, last], "results", "");
        yield return (["getStocksAggregates", "AAPL", 1, "week", first, last], "results", "");
        yield return (["getStocksAggregates", "AAPL", 3, "month", first, last], "results", "");
        yield return (["getStocksAggregates", "AAPL", 1, "quarter", first, last], "results", "");
        yield return (["getStocksAggregates", "AAPL", 1, "year", first, last], "results", "");
        yield return (["getStocksAggregates", "AAPL", 2, "hour", before, last], "results", "");
        yield return (["getStocksAggregates", "NVDA", 1, "day", first, last, false], "results", "");
        yield return (["getPreviousStocksAggregates", "AAPL"], "results", "");
        yield return (["getGroupedStocksAggregates", last, true], "results", "");
        yield return (["getStocksOpenClose", "AAPL", last], "close", "");
        // The client cannot follow the pages of an indicator, so there is only one.
        yield return (["getStocksSMA", "AAPL", null, "day", true, 10, "close", false, "desc", 5_000], "results", "");
        yield return (["getStocksEMA", "AAPL", null, "day", true, 10, "close", false, "asc", 5_000], "results", "");
        yield return (["getStocksRSI", "AAPL", null, "day", true, 5, "open", false, "desc", 5_000], "results", "");
        yield return (["getStocksMACD", "AAPL", null, "day", true, 3, 6, 3, "close", true, "desc", 5_000], "results", "");
        yield return (["getStocksSnapshotTicker", "AAPL"], "ticker", "");
        yield return (["getStocksSnapshotTickers", (object)"AAPL,KO"], "tickers", "");
        yield return (["getStocksSnapshotTickers", (object)Pair], "tickers", "");
        yield return (["getStocksSnapshotTickers"], "tickers", "");
        yield return (["getStocksSnapshotDirection", "gainers"], "tickers", "");
        yield return (["getStocksSnapshotDirection", "losers"], "tickers", "");
        yield return (["getSnapshots", null, null, null, null, null, null, "AAPL,KO"], "results", "");
        yield return (["listTickers", null, null, "stocks", null, null, null, null, "B", true], "results", "");
        yield return (["listTickerTypes", "stocks", "us"], "results", "");
        yield return (["getTicker", "AAPL"], "results", "");
        yield return (["listStockSplits", "NVDA"], "results", "");
        yield return (["listDividends", "KO"], "results", "");
        yield return (["getMarketStatus"], "market", "");
        yield return (["getMarketHolidays"], "0", "");
        yield return (["listExchanges", "stocks", "us"], "results", "");
        yield return (["listConditions", "stocks", "trade"], null, "/v3/reference/conditions");
        yield return (["getRelatedCompanies", "AAPL"], null, "/v1/related-companies/AAPL");
        yield return (["listNews", "AAPL"], null, "/v2/reference/news");
        yield return (["listFinancials", "AAPL"], null, "/vX/reference/financials");
        yield return (["listIPOs", "AAPL"], null, "/vX/reference/ipos");
        yield return (["getLastStocksTrade", "AAPL"], null, "/v2/last/trade/AAPL");
        yield return (["getLastStocksQuote", "AAPL"], null, "/v2/last/nbbo/AAPL");
        yield return (["getStocksTrades", "AAPL"], null, "/v3/trades/AAPL");
        yield return (["getStocksQuotes", "AAPL"], null, "/v3/quotes/AAPL");
        yield return (["getStocksV1ShortInterest", "AAPL"], null, "/stocks/v1/short-interest");
        yield return (["getStocksAggregates", "AAPL", 30, "second", before, last], null,
            $"/v2/aggs/ticker/AAPL/range/30/second/{before}/{last}");
        yield return (["getCryptoAggregates", "X:BTCUSD", 1, "day", first, last], null,
            $"/v2/aggs/ticker/X:BTCUSD/range/1/day/{first}/{last}");
        yield return (["getPreviousForexAggregates", "C:EURUSD"], null, "/v2/aggs/ticker/C:EURUSD/prev");
        yield return (["getIndicesSMA", "I:SPX"], null, "/v1/indicators/sma/I:SPX");
        yield return (["getOptionsChain", "AAPL"], null, "/v3/snapshot/options/AAPL");
        yield return (["listOptionsContracts", "AAPL"], null, "/v3/reference/options/contracts");
        yield return (["getCurrencyConversion", "EUR", "USD"], null, "/v1/conversion/EUR/USD");
        yield return (["getCryptoSnapshotTickers"], null, "/v2/snapshot/locale/global/markets/crypto/tickers");
        yield return (["getFuturesContracts"], null, "/futures/vX/contracts");
        yield return (["getFedV1TreasuryYields"], null, "/fed/v1/treasury-yields");
        yield return (["getBenzingaV1Ratings"], null, "/benzinga/v1/ratings");
        yield return (["getTmxV1CorporateEvents"], null, "/tmx/v1/corporate-events");
    }

    [OfficialClientFact]
    public async Task Each_call_is_served_or_refused_in_one_sentence_or_passed_on()
    {
        await using var polygon = await FakePolygonServer.StartAsync(Market());
        var calls = Calls().ToArray();
        foreach (var (_, _, path) in calls.Where(call => call.Member is null))
            polygon.Answers[path] = Encoding.UTF8.GetBytes($$"""{"status":"OK","results":[{"of":"{{path}}"}]}""");
        object?[][] questions = [.. calls.Select(call => call.Call)];

        IReadOnlyList<JsonElement> alone, passing;
        using (var server = await ServeAsync(polygon))
        {
            alone = Client.Ask(Url, "any", questions);
            server.Signal(System.Runtime.InteropServices.PosixSignal.SIGINT);
            await server.EndAsync();
        }
        using (await ServeAsync(polygon, "--pass-through")) passing = Client.Ask(Url, "any", questions);

        for (var i = 0; i < calls.Length; i++)
        {
            var (call, member, path) = calls[i];
            var name = $"{call[0]}: {alone[i].GetRawText()}";
            if (member is not null)
            {
                Assert.True(alone[i].TryGetProperty("result", out var result), name);
                var value = result.ValueKind == JsonValueKind.Array ? result[int.Parse(member)] : result.GetProperty(member);
                Assert.True(value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > 0 || $"{call[^1]}" == "losers", name);
                Assert.True(passing[i].TryGetProperty("result", out _), $"{call[0]}: {passing[i].GetRawText()}");
                continue;
            }
            var error = alone[i].GetProperty("error");
            var status = error.GetProperty("status").GetInt32();
            Assert.True(status is 400 or 404, name);
            Assert.Equal(status == 404 ? "NOT_FOUND" : "ERROR", error.GetProperty("data").GetProperty("status").GetString());
            var sentence = error.GetProperty("data").GetProperty(status == 404 ? "message" : "error").GetString();
            Assert.EndsWith("Pass-through to Polygon is off on this server.", sentence, StringComparison.Ordinal);
            Assert.True(passing[i].TryGetProperty("result", out var passed), $"{call[0]}: {passing[i].GetRawText()}");
            Assert.Equal(path, passed.GetProperty("results")[0].GetProperty("of").GetString());
        }
    }

    /// <summary>
    /// Calls of Massive's client with parameters that people use, and what the answer of Technic must have: a member with so many results,
    /// or the beginning of a refusal.
    /// </summary>
    private static IEnumerable<(string Method, object Parameters, string Member, int Results)> NamedCalls()
    {
        var (first, last) = (Iso(First), Iso(Last));
        yield return ("getStocksAggregates",
            new { stocksTicker = "AAPL", multiplier = 1, timespan = "day", from = first, to = last, limit = 5 }, "results",
            MarketClock.Calendar.CountBetween(First, Last));
        yield return ("getPreviousStocksAggregates", new { stocksTicker = "aapl", adjusted = false }, "results", 1);
        yield return ("getGroupedStocksAggregates", new { date = last, adjusted = true, includeOtc = false }, "results", 5);
        yield return ("getGroupedStocksAggregates", new { date = last, includeOtc = true }, "Securities that are traded over the", 0);
        yield return ("getStocksSnapshotTickers", new { tickers = Pair }, "tickers", 2);
        yield return ("getSnapshots", new { type = "stocks", limit = 250 }, "results", 5);
        yield return ("getSnapshots", new { type = "stocks", tickerGte = "KO", tickerLt = "XOM", order = "desc" }, "results", 2);
        yield return ("getSnapshots", new { ticker = "BRK.B" }, "results", 1);
        yield return ("getSnapshots", new { type = "options" }, "Only snapshots of type=stocks are supported.", 0);
        yield return ("listTickers", new { market = "stocks", sort = "name", order = "desc", limit = 2 }, "results", 5);
        yield return ("listTickers", new { ticker = "brk.b" }, "results", 1);
        yield return ("listTickers", new { sort = "last_updated_utc" }, "Cannot sort by 'last_updated_utc'", 0);
        yield return ("listStockSplits", new { sort = "ticker", order = "asc", executionDateGte = first }, "results", 2);
        yield return ("getStocksV1Splits",
            new { tickerAnyOf = "NVDA,KO", sort = "execution_date.asc,ticker.asc", limit = 1 }, "results", 2);
        yield return ("getStocksV1Splits", new { adjustmentTypeAnyOf = "forward_split,reverse_split" }, "results", 2);
        yield return ("getStocksV1Splits", new { adjustmentType = "stock_dividend" }, "Splits of adjustment_type=stock_dividend", 0);
        yield return ("listDividends", new { cashAmountGt = 0.25, cashAmountLte = 0.5 }, "results", 1);
        yield return ("listDividends", new { payDateGte = first }, "The parameter 'pay_date.gte' is not supported", 0);
        yield return ("getStocksV1Dividends", new { tickerAnyOf = "KO", sort = "ticker.asc,ex_dividend_date.desc" }, "results", 1);
        yield return ("getStocksV1Dividends", new { frequencyGt = 2 }, "The parameter 'frequency.gt' is not supported", 0);
        yield return ("getStocksV1Exchanges", new { limit = 5 }, "results", 22);
        yield return ("getStocksSMA",
            new { stockTicker = "AAPL", window = 5, timestampGte = first, timestampLt = "2999-12-31", limit = 5_000 }, "results", 0);
    }

    [OfficialClientFact]
    public async Task Named_parameters_of_the_client_of_Massive_are_used_or_refused()
    {
        await using var polygon = await FakePolygonServer.StartAsync(Market());
        using var server = await ServeAsync(polygon);
        var calls = NamedCalls().ToArray();

        var answers = Client.AskMassive(Url, "any", [.. calls.Select(call => new[] { call.Method, call.Parameters })]);

        for (var i = 0; i < calls.Length; i++)
        {
            var (method, parameters, member, results) = calls[i];
            var shown = $"{method} {parameters}: {answers[i].GetRawText()}";
            if (member is not ("results" or "tickers"))
            {
                var data = answers[i].GetProperty("error").GetProperty("data");
                Assert.True(data.GetProperty("error").GetString()!.StartsWith(member, StringComparison.Ordinal), shown);
                continue;
            }
            Assert.True(answers[i].TryGetProperty("result", out var result), shown);
            var found = result.GetProperty(member);
            Assert.True(found.ValueKind == JsonValueKind.Object || found.GetArrayLength() == results, shown);
        }
    }

    private static FakeMarket Market()
    {
        var market = new FakeMarket { Today = Last };
        foreach (var symbol in (string[])["AAPL", "BRK.B", "KO", "NVDA", "XOM"]) market.AddRandomWalk(symbol, First.AddDays(-30), Last);
        return market.AddSplit(new Split(Symbol.Parse("NVDA"), First.AddDays(40), 10))
            .AddSplit(new Split(Symbol.Parse("KO"), First.AddDays(45), 1.5))
            .AddDividend(new Dividend(Symbol.Parse("KO"), First.AddDays(20), 0.5));
    }

    private async Task<TechnicProcess> ServeAsync(FakePolygonServer polygon, params string[] more)
    {
        var server = Start([],
            ["serve", "--port", $"{_port}", "--polygon-url", polygon.BaseAddress.ToString(), "--rate", "0", "--data", Data, .. more]);
        await server.SeeAsync("Press Ctrl-C to stop");
        return server;
    }

    /// <summary>The bars of an answer, oldest first: the client returns later pages first.</summary>
    private static (long, double, double, double, double, double)[] Bars(JsonElement answer)
    {
        Assert.True(answer.TryGetProperty("result", out var result), answer.GetRawText());
        if (!result.TryGetProperty("results", out var bars)) return [];
        return
        [
            .. bars.EnumerateArray()
                .Select(bar => (bar.GetProperty("t").GetInt64(), Number(bar, "o"), Number(bar, "h"), Number(bar, "l"), Number(bar, "c"),
                    Number(bar, "v"))).Order(),
        ];

        static double Number(JsonElement bar, string name) => bar.GetProperty(name).GetDouble();
    }

    private static (string?, string?, double)[] Splits(JsonElement answer) =>
    [
        .. answer.GetProperty("result").GetProperty("results").EnumerateArray().Select(split => (
            split.GetProperty("ticker").GetString(), split.GetProperty("execution_date").GetString(),
            split.GetProperty("split_to").GetDouble() / split.GetProperty("split_from").GetDouble())),
    ];

    private static string[] Tickers(JsonElement answer) =>
        [.. answer.GetProperty("result").GetProperty("results").EnumerateArray()
            .Select(ticker => ticker.GetProperty("ticker").GetString()!)];

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
