using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.FakePolygon;
using Technic.Testing;

namespace Technic.Polygon.Tests;

/// <summary>The endpoints that Technic itself does not need: recorded answers over real HTTP, and what is not an answer.</summary>
public sealed class EndpointTests
{
    private static readonly Symbol Apple = Symbol.Parse("AAPL");
    private static readonly DateOnly Day = new(2023, 1, 9);

    [Fact]
    public async Task Aggregates_have_the_time_the_average_price_and_the_number_of_trades()
    {
        await using var polygon = await ServeAsync("aggs-range-AAPL-1-day.json");

        var (bars, requests) = await polygon.Client.GetAggregatesAsync(Apple, 1, AggregateSpan.Day, new(2005, 4, 1), new(2005, 4, 4));

        Assert.Equal((2, 1), (bars.Count, requests));
        var bar = bars[1];
        Assert.Equal((1.4639, 1.4754, 1.4343, 1.4675, 578172308.0), (bar.Open, bar.High, bar.Low, bar.Close, bar.Volume));
        Assert.Equal(1.4589, bar.Vwap);
        Assert.True(bar.Trades > 0);
        Assert.Equal(new DateOnly(2005, 4, 4), NewYork.Date(bar.Start));
    }

    [Theory]
    [InlineData(1, AggregateSpan.Day, true, "/range/1/day/2021-01-04/2021-04-21?adjusted=true")]
    [InlineData(3, AggregateSpan.Week, false, "/range/3/week/2021-01-04/2021-04-21?adjusted=false")]
    [InlineData(15, AggregateSpan.Minute, true, "/range/15/minute/2021-01-04/2021-04-21?adjusted=true")]
    [InlineData(30, AggregateSpan.Second, true, "/range/30/second/2021-01-04/2021-04-21?adjusted=true")]
    [InlineData(1, AggregateSpan.Quarter, true, "/range/1/quarter/2021-01-04/2021-04-21?adjusted=true")]
    public async Task Any_length_is_one_request_with_it(int multiplier, AggregateSpan span, bool adjusted, string url)
    {
        await using var polygon = await ServeAsync("aggs-prev.json");

        await polygon.Client.GetAggregatesAsync(Apple, multiplier, span, TestPolygon.From, TestPolygon.To, adjusted);

        Assert.Contains(url, Assert.Single(polygon.Server.Requests.All).Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_pages_of_aggregates_are_followed()
    {
        await using var polygon = await TestPolygon.StartAsync(server: TestPolygon.PagesOf(20));

        var (bars, requests) = await polygon.Client.GetAggregatesAsync(
            TestPolygon.Acme, 1, AggregateSpan.Day, TestPolygon.From, TestPolygon.To);

        Assert.Equal((75, 4), (bars.Count, requests));
        Assert.Equal(bars.OrderBy(bar => bar.Start), bars);
    }

    [Fact]
    public async Task The_previous_session()
    {
        await using var polygon = await ServeAsync("aggs-prev.json");

        var bar = (await polygon.Client.GetPreviousCloseAsync(Apple)).Value!;

        Assert.Equal((115.97, 131704427.0, 116.3058), (bar.Close, bar.Volume, bar.Vwap));
        Assert.Null(bar.Trades);
    }

    [Fact]
    public async Task A_session_with_the_prices_before_and_after_it()
    {
        await using var polygon = await ServeAsync("open-close.json");

        var session = (await polygon.Client.GetOpenCloseAsync(Apple, Day)).Value;

        Assert.Equal(new OpenClose(Day, 324.66, 326.2, 322.3, 325.12, 26122646, 324.5, 322.1), session);
    }

    [Fact]
    public async Task Snapshots_of_several_tickers()
    {
        await using var polygon = await ServeAsync("snapshot-all-tickers.json");

        var snapshot = Assert.Single((await polygon.Client.GetSnapshotsAsync([Apple, Symbol.Parse("BCAT")])).Value);

        Assert.Equal("BCAT", snapshot.Symbol.Text);
        Assert.Equal(new SnapshotBar(20.64, 20.64, 20.506, 20.506, 37216, 20.616), snapshot.Day);
        Assert.Equal(20.63, snapshot.Previous!.Close);
        Assert.Equal((-0.124, -0.601), (snapshot.Change, snapshot.ChangePercent));
        Assert.Equal(new DateOnly(2020, 11, 12), NewYork.Date(snapshot.Updated!.Value));
        Assert.EndsWith("?tickers=AAPL%2CBCAT", polygon.Server.Requests.All[0].Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshots_of_more_tickers_than_an_address_holds_are_those_of_the_whole_market()
    {
        await using var polygon = await ServeAsync("snapshot-all-tickers.json");
        Symbol[] others = [.. Enumerable.Range(0, 300).Select(i => Symbol.Parse($"X{i}"))];

        var found = (await polygon.Client.GetSnapshotsAsync([.. others, Symbol.Parse("BCAT")])).Value;
        var none = (await polygon.Client.GetSnapshotsAsync(others)).Value;

        Assert.Equal("BCAT", Assert.Single(found).Symbol.Text);
        Assert.Empty(none);
        Assert.All(polygon.Server.Requests.All, request => Assert.EndsWith("/tickers", request.Url, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("aggregates", "the bars")]
    [InlineData("previous", "the bars")]
    [InlineData("open-close", "the session")]
    [InlineData("snapshot", "the snapshot")]
    public async Task The_answer_for_another_symbol_is_an_error(string call, string data)
    {
        await using var polygon = await TestPolygon.StartAsync();
        var ticker = call == "snapshot" ? """{"ticker":"MSFT","day":{"o":1,"h":1,"l":1,"c":1,"v":1}}""" : "\"MSFT\"";
        polygon.Faults.Add(Fault.Body($$"""
            {"status":"OK","ticker":{{ticker}},"symbol":"MSFT","open":1,"high":1,"low":1,"close":1,"volume":1,
             "results":[{"o":1,"h":1,"l":1,"c":1,"v":1,"t":1673240400000}]}
            """));

        var problem = await Assert.ThrowsAsync<PriceSourceException>(() => CallAsync(polygon.Client, call));

        Assert.Equal((PriceSourceFailure.BadData, 1), (problem.Failure, problem.Requests));
        Assert.Contains($"the response has {data} of another symbol (MSFT)", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, -1)]
    public async Task Impossible_arguments_are_refused_without_a_request(int multiplier, int days)
    {
        await using var polygon = await TestPolygon.StartAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => polygon.Client.GetAggregatesAsync(Apple, multiplier, AggregateSpan.Day, Day, Day.AddDays(days)));

        Assert.Empty(polygon.Server.Requests.All);
    }

    [Fact]
    public async Task The_snapshot_of_one_ticker_before_its_first_trade_of_the_day()
    {
        const string Body =
            """
            {"status":"OK","ticker":{"ticker":"AAPL","day":{"o":0,"h":0,"l":0,"c":0,"v":0},"prevDay":{"o":1,"h":2,"l":1,"c":2,"v":3}}}
            """;
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body(Body));

        var snapshot = (await polygon.Client.GetSnapshotAsync(Apple)).Value!;

        Assert.Null(snapshot.Day);
        Assert.Equal(2, snapshot.Previous!.Close);
        Assert.Null(snapshot.Updated);
    }

    [Fact]
    public async Task The_state_of_the_market()
    {
        await using var polygon = await ServeAsync("marketstatus-now.json");

        var status = (await polygon.Client.GetMarketStatusAsync()).Value;

        Assert.Equal(("extended-hours", false, true), (status.Market, status.IsBeforeHours, status.IsAfterHours));
        Assert.Equal(new DateTimeOffset(2022, 4, 28, 16, 48, 8, TimeSpan.FromHours(-4)), status.ServerTime);
        Assert.Equal("extended-hours", status.Exchanges["nyse"]);
    }

    [Fact]
    public async Task Tickers_are_found_by_text_type_and_day()
    {
        await using var polygon = await TestPolygon.StartAsync();

        await polygon.Client.GetListingsAsync(new TickerQuery(Day, "A&B", "ETF", IsActive: false));

        Assert.Contains(
            "market=stocks&active=false&date=2023-01-09&search=A%26B&type=ETF", polygon.Server.Requests.All[0].Url,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_exist_is_no_value()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Status(404, """{"status":"NOT_FOUND","message":"Data not found."}"""));

        Assert.Null((await polygon.Client.GetOpenCloseAsync(Apple, Day)).Value);
        Assert.Null((await polygon.Client.GetPreviousCloseAsync(Apple)).Value);
        Assert.Null((await polygon.Client.GetSnapshotAsync(Apple)).Value);
        Assert.Empty((await polygon.Client.GetAggregatesAsync(Apple, 1, AggregateSpan.Day, Day, Day)).Value);
    }

    public static TheoryData<string> Calls => ["aggregates", "previous", "open-close", "snapshot", "snapshots", "status"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_page_of_another_server_is_an_error(string call)
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Status(404, "<html>not here</html>"));

        var problem = await Assert.ThrowsAsync<PriceSourceException>(() => CallAsync(polygon.Client, call));

        Assert.Equal(PriceSourceFailure.BadData, problem.Failure);
        Assert.DoesNotContain(TestPolygon.Key, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_plan_that_does_not_include_it_is_named(string call)
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Status(403, """{"status":"NOT_AUTHORIZED","message":"You are not entitled to this data."}"""));

        var problem = await Assert.ThrowsAsync<PriceSourceException>(() => CallAsync(polygon.Client, call));

        Assert.Equal((PriceSourceFailure.Forbidden, 1), (problem.Failure, problem.Requests));
        Assert.Contains("You are not entitled to this data", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task An_error_that_passes_is_tried_again(string call)
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Status(500).Times(2));
        polygon.Faults.Add(Fault.Body(Recorded(call == "open-close" ? "open-close.json" : "marketstatus-now.json")));

        await CallAsync(polygon.Client, call);

        Assert.Equal(3, polygon.Requests);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task An_answer_that_is_not_JSON_is_an_error(string call)
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body("[1, 2"));

        var problem = await Assert.ThrowsAsync<PriceSourceException>(() => CallAsync(polygon.Client, call));

        Assert.Equal(PriceSourceFailure.BadData, problem.Failure);
    }

    [Fact]
    public async Task A_value_of_another_type_is_named_with_its_place_and_not_requested_again()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body("""{"status":"OK","open":true}"""));

        var problem = await Assert.ThrowsAsync<PriceSourceException>(() => polygon.Client.GetOpenCloseAsync(Apple, Day));

        Assert.Equal((PriceSourceFailure.BadData, 1), (problem.Failure, problem.Requests));
        Assert.Contains("the JSON has an unexpected value at byte 26 of line 1", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_of_its_own_keeps_the_quota_of_the_free_plan()
    {
        await using var server = await FakePolygonServer.StartAsync(
            TestPolygon.Market(), new FakePolygonOptions { Key = TestPolygon.Key });
        var time = TestPolygon.Clock();
        using var client = PolygonClient.Create(
            new PolygonOptions { ApiKey = TestPolygon.Key, BaseAddress = server.BaseAddress }, time);
        for (var i = 0; i < 5; i++) await client.GetListingsAsync();

        var sixth = client.GetListingsAsync();
        await time.WaitForTimerAsync(due => due > TimeSpan.FromSeconds(60));
        Assert.False(sixth.IsCompleted);
        Assert.Equal(5, server.Requests.Count);

        time.Advance(TimeSpan.FromMinutes(2));
        await sixth;
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public void A_client_without_a_key_is_refused_with_the_name_of_the_variable()
    {
        var problem = Assert.Throws<ArgumentException>(() => PolygonClient.Create(" "));

        Assert.Contains("POLYGON_API_KEY", problem.Message, StringComparison.Ordinal);
    }

    private static async Task<object?> CallAsync(PolygonClient client, string call) => call switch
    {
        "aggregates" => await client.GetAggregatesAsync(Apple, 1, AggregateSpan.Day, Day, Day),
        "previous" => await client.GetPreviousCloseAsync(Apple),
        "open-close" => await client.GetOpenCloseAsync(Apple, Day),
        "snapshot" => await client.GetSnapshotAsync(Apple),
        "snapshots" => await client.GetSnapshotsAsync(),
        _ => await client.GetMarketStatusAsync(),
    };

    private static async Task<TestPolygon> ServeAsync(string name)
    {
        var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body(Recorded(name)));
        return polygon;
    }

    private static string Recorded(string name) => TestData.ReadText($"polygon-examples/{name}");
}
