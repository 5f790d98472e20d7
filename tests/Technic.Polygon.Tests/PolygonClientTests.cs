using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.FakePolygon;

namespace Technic.Polygon.Tests;

public sealed class PolygonClientTests
{
    private static readonly DateOnly Day = new(2021, 3, 3);

    [Fact]
    public async Task A_grouped_day_is_the_whole_market_in_one_request()
    {
        await using var polygon = await TestPolygon.StartAsync();

        var answer = await polygon.Client.GetGroupedDayAsync(Day, adjusted: true, default);

        Assert.Equal((1, Day, default), (answer.Requests, answer.Day.Date, answer.Defects));
        Assert.Equal(["ACME", "BACpL", "BRK.B"], TickersOf(answer));
        Assert.Equal(
            "/v2/aggs/grouped/locale/us/market/stocks/2021-03-03?adjusted=true&include_otc=false", polygon.Server.Requests.All[0].Url);
    }

    [Fact]
    public async Task A_bar_of_a_grouped_day_is_that_of_the_symbols_own_history()
    {
        await using var polygon = await TestPolygon.StartAsync();
        var own = (await polygon.Client.GetBarsAsync(TestPolygon.Acme, Frequency.Daily, Day, Day, default)).Bars;

        var grouped = await polygon.Client.GetGroupedDayAsync(Day, adjusted: true, default);

        Assert.Equal(own[0], grouped.Day.BarOf(TestPolygon.Acme));
    }

    [Fact]
    public async Task A_holiday_has_no_bars()
    {
        await using var polygon = await TestPolygon.StartAsync();

        Assert.Equal(0, (await polygon.Client.GetGroupedDayAsync(new DateOnly(2021, 4, 2), adjusted: true, default)).Day.Count);
    }

    [Fact]
    public async Task Bad_bars_of_a_grouped_day_are_dropped_and_counted()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.EditBars(bars =>
        {
            bars.Add(bars[0]!.DeepClone());
            bars[1]!["h"] = 1e308;
            bars.Add(bars[2]!.DeepClone());
            bars[4]!["t"] = bars[4]!["t"]!.GetValue<long>() + 86_400_000;
            bars.Add(bars[2]!.DeepClone());
            bars[5]!.AsObject().Remove("T");
        }));

        var grouped = await polygon.Client.GetGroupedDayAsync(Day, adjusted: true, default);

        Assert.Equal(["ACME", "BRK.B"], TickersOf(grouped));
        Assert.Equal(new BarDefects(OutOfRange: 1, Repeated: 1, Impossible: 2), grouped.Defects);
    }

    [Fact]
    public async Task Splits_are_ratios_by_date_over_all_pages()
    {
        var market = TestPolygon.Market()
            .AddSplit(new Split(TestPolygon.Acme, new DateOnly(2021, 2, 1), 4))
            .AddSplit(new Split(Symbol.Parse("BRK.B"), new DateOnly(2021, 1, 21), 50))
            .AddSplit(new Split(Symbol.Parse("BACpL"), new DateOnly(2021, 3, 1), 0.1));
        await using var polygon = await TestPolygon.StartAsync(market: market, server: TestPolygon.PagesOf(2));

        var answer = await polygon.Client.GetSplitsAsync(new DateOnly(2021, 1, 1), null, default);

        Assert.Equal(2, answer.Requests);
        Assert.Equal([("BRK.B", 50), ("ACME", 4), ("BACpL", 0.1)], answer.Value.Select(s => (s.Symbol.Text, s.Ratio)));
        Assert.Equal(
            "/stocks/v1/splits?execution_date.gte=2021-01-01&limit=5000&sort=execution_date.asc", polygon.Server.Requests.All[0].Url);
    }

    [Fact]
    public async Task Ticker_events_are_the_first_days_of_a_securitys_tickers()
    {
        var (old, renamed) = (Symbol.Parse("OLD"), new DateOnly(2021, 3, 1));
        TickerPeriod[] periods = [new(old, TestPolygon.From), new(TestPolygon.Acme, renamed)];
        var market = TestPolygon.Market().AddTickers(TestPolygon.Acme, periods);
        await using var polygon = await TestPolygon.StartAsync(market: market);

        var answer = await polygon.Client.GetTickerEventsAsync(TestPolygon.Acme, default);

        Assert.Equal(periods, answer.Value.OrderBy(period => period.From));
        Assert.Equal((1, "/vX/reference/tickers/ACME/events?types=ticker_change"), (answer.Requests, polygon.Server.Requests.All[0].Url));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    public async Task Without_ticker_events_the_first_day_is_that_of_the_details(int status)
    {
        var market = TestPolygon.Market().AddCompany(TestPolygon.Acme, new FakeCompany(ListedOn: TestPolygon.From));
        await using var polygon = await TestPolygon.StartAsync(market: market);
        if (status == 403) polygon.Faults.Add(Fault.NotAuthorized().OnPath("/events"));

        var answer = await polygon.Client.GetTickerEventsAsync(TestPolygon.Acme, default);
        var unknown = await polygon.Client.GetTickerEventsAsync(Symbol.Parse("BRK.B"), default);

        Assert.Equal([new TickerPeriod(TestPolygon.Acme, TestPolygon.From)], answer.Value);
        Assert.Equal((2, 2), (answer.Requests, unknown.Requests));
        Assert.Empty(unknown.Value);
    }

    [Fact]
    public async Task Ticker_events_of_another_kind_are_left_out()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body(
            """
            {"results":{"name":"Acme","composite_figi":"BBG000MM2P62","events":[
              {"ticker_change":{"ticker":"ACME"},"type":"ticker_change","date":"2021-03-01"},
              {"ticker_change":{"ticker":"../etc"},"type":"ticker_change","date":"2020-03-01"},
              {"ticker_change":{"ticker":"OLD"},"type":"ticker_change","date":"May 2"},
              {"type":"ticker_change","date":"2020-03-01"},
              {"type":"merger","date":"2020-03-01"},
              null
            ]},"status":"OK"}
            """));

        var answer = await polygon.Client.GetTickerEventsAsync(TestPolygon.Acme, default);

        Assert.Equal([new TickerPeriod(TestPolygon.Acme, new DateOnly(2021, 3, 1))], answer.Value);
    }

    [Fact]
    public async Task Splits_of_a_span_are_those_of_its_days()
    {
        var market = TestPolygon.Market();
        for (var day = 1; day <= 5; day++) market.AddSplit(new Split(TestPolygon.Acme, new DateOnly(2021, 2, day), 2));
        await using var polygon = await TestPolygon.StartAsync(market: market);

        var answer = await polygon.Client.GetSplitsAsync(new DateOnly(2021, 2, 2), new DateOnly(2021, 2, 4), default);

        Assert.Equal([2, 3, 4], answer.Value.Select(s => s.ExecutionDate.Day));
    }

    [Fact]
    public async Task Repeated_and_impossible_splits_are_left_out()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body(
            """
            {"results":[
              {"execution_date":"2022-07-18","split_from":1,"split_to":20,"ticker":"GOOGL"},
              {"execution_date":"2022-07-18","split_from":1,"split_to":20,"ticker":"GOOGL"},
              {"execution_date":"2022-05-02","split_from":3,"split_to":4,"ticker":"CIG.C"},
              {"execution_date":"2022-05-02","split_from":0,"split_to":4,"ticker":"ZERO"},
              {"execution_date":"2022-05-02","split_from":1,"split_to":-4,"ticker":"MINUS"},
              {"execution_date":"2022-05-02","split_from":1,"split_to":1e300,"ticker":"HUGE"},
              {"execution_date":"May 2","split_from":1,"split_to":4,"ticker":"WHEN"},
              {"execution_date":"2022-05-02","split_from":1,"split_to":4,"ticker":"../etc"},
              {"execution_date":"2022-05-02","split_from":1,"ticker":"HALF"},
              null
            ],"status":"OK"}
            """));

        var answer = await polygon.Client.GetSplitsAsync(new DateOnly(2022, 1, 1), null, default);

        Assert.Equal(
            [
                new Split(Symbol.Parse("CIG.C"), new DateOnly(2022, 5, 2), 4.0 / 3),
                new Split(Symbol.Parse("GOOGL"), new DateOnly(2022, 7, 18), 20),
            ],
            answer.Value);
        Assert.Contains(polygon.Logs.Warnings, w => w.StartsWith("7 of splits were dropped"));
    }

    [Fact]
    public async Task Listings_without_a_usable_ticker_are_left_out()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body(
            """
            {"results":[
              {"ticker":"A","name":"Agilent Technologies Inc.","primary_exchange":"XNYS"},
              {"name":"nameless"}, null, {"ticker":"A B"}, {"ticker":"A"}
            ],"status":"OK"}
            """));

        var answer = await polygon.Client.GetListingsAsync(default);

        Assert.Equal([new Listing(Symbol.Parse("A"), "Agilent Technologies Inc.", "NYSE")], answer.Value);
    }

    [Theory]
    [InlineData(404, "Not found.")]
    [InlineData(403, "You are not entitled to this data.")]
    public async Task Without_the_new_endpoints_the_old_ones_answer_from_then_on_and_the_log_says_so_once(int status, string message)
    {
        var split = new Split(TestPolygon.Acme, new DateOnly(2021, 2, 1), 4);
        var dividend = new Dividend(TestPolygon.Acme, new DateOnly(2021, 3, 1), 0.22);
        await using var polygon = await TestPolygon.StartAsync(market: TestPolygon.Market().AddSplit(split).AddDividend(dividend));
        polygon.Faults.Add(Fault.Status(status, $$"""{"status":"ERROR","message":"{{message}}"}""").OnPath("/stocks/v1"));

        for (var i = 1; i <= 2; i++)
        {
            Assert.Equal([split], (await polygon.Client.GetSplitsAsync(TestPolygon.From, null, default)).Value);
            Assert.Equal([dividend], (await polygon.Client.GetDividendsAsync(TestPolygon.From, null, default)).Value);
        }

        Assert.Equal((2, 2, 2), (CountOf("/stocks/v1"), CountOf("/v3/reference/splits"), CountOf("/v3/reference/dividends")));
        Assert.Equal(2, polygon.Logs.Warnings.Count(warning => warning.Contains("deprecated")));

        int CountOf(string path) => polygon.Server.Requests.CountOf(path);
    }

    [Fact]
    public async Task The_web_page_of_a_server_without_the_new_endpoint_falls_back_too()
    {
        var split = new Split(TestPolygon.Acme, new DateOnly(2021, 2, 1), 4);
        await using var polygon = await TestPolygon.StartAsync(market: TestPolygon.Market().AddSplit(split));
        polygon.Faults.Add(Fault.Status(404, "<html><h1>404 Not Found</h1></html>", "text/html").OnPath("/stocks/v1"));

        Assert.Equal([split], (await polygon.Client.GetSplitsAsync(TestPolygon.From, null, default)).Value);
    }

    [Fact]
    public async Task A_server_that_fails_for_now_is_not_taken_for_one_without_the_new_endpoint()
    {
        await using var polygon = await TestPolygon.StartAsync(o => o with { MaxRetries = 0 });
        polygon.Faults.Add(Fault.Status(500).OnPath("/stocks/v1").Once());

        await Assert.ThrowsAsync<PriceSourceException>(() => polygon.Client.GetSplitsAsync(Day, null, default));
        await polygon.Client.GetSplitsAsync(Day, null, default);

        Assert.Equal((2, 0), (polygon.Server.Requests.CountOf("/stocks/v1/splits"), polygon.Server.Requests.CountOf("/v3/reference")));
    }

    [Fact]
    public async Task Contradicting_splits_all_come_and_the_one_that_agrees_with_its_type_comes_last()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body(
            """
            {"results":[
              {"execution_date":"2022-07-18","split_from":1,"split_to":10,"ticker":"A","adjustment_type":"forward_split",
               "historical_adjustment_factor":0.1},
              {"execution_date":"2022-07-18","split_from":10,"split_to":1,"ticker":"A","adjustment_type":"forward_split",
               "historical_adjustment_factor":10}
            ],"status":"OK"}
            """));

        Assert.Equal([0.1, 10], (await polygon.Client.GetSplitsAsync(new DateOnly(2022, 1, 1), null, default)).Value.Select(s => s.Ratio));
    }

    [Fact]
    public async Task Dividends_are_amounts_as_paid_by_date_over_all_pages()
    {
        var market = TestPolygon.Market();
        Dividend[] paid =
        [
            new(TestPolygon.Acme, new DateOnly(2021, 2, 5), 0.77), new(TestPolygon.Acme, new DateOnly(2021, 3, 5), 0.82),
            new(Symbol.Parse("BACpL"), new DateOnly(2021, 3, 8), 18.125),
        ];
        foreach (var dividend in paid.Reverse()) market.AddDividend(dividend);
        await using var polygon = await TestPolygon.StartAsync(market: market, server: TestPolygon.PagesOf(2));

        var fetched = await polygon.Source.FetchDividendsAsync(new DateOnly(2021, 1, 1), new DateOnly(2021, 3, 8), default);

        Assert.Equal(paid, fetched.Dividends);
        Assert.Equal(2, fetched.Requests);
        Assert.StartsWith(
            "/stocks/v1/dividends?ex_dividend_date.gte=2021-01-01&ex_dividend_date.lte=2021-03-08&limit=5000",
            polygon.Server.Requests.All[0].Url);
    }

    [Fact]
    public async Task Repeated_foreign_and_impossible_dividends_are_left_out()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body(
            """
            {"results":[
              {"ex_dividend_date":"2022-05-06","cash_amount":0.23,"currency":"USD","ticker":"AAPL"},
              {"ex_dividend_date":"2022-05-06","cash_amount":0.23,"currency":"USD","ticker":"AAPL"},
              {"ex_dividend_date":"2022-05-06","cash_amount":1.5,"currency":"CAD","ticker":"RY"},
              {"ex_dividend_date":"2022-05-06","cash_amount":0,"ticker":"ZERO"},
              {"ex_dividend_date":"2022-05-06","cash_amount":-1,"ticker":"MINUS"},
              {"ex_dividend_date":"soon","cash_amount":1,"ticker":"WHEN"},
              {"cash_amount":1,"ticker":"NEVER"}, null
            ],"status":"OK"}
            """));

        var dividends = (await polygon.Client.GetDividendsAsync(new DateOnly(2022, 1, 1), null, default)).Value;

        Assert.Equal([new Dividend(Symbol.Parse("AAPL"), new DateOnly(2022, 5, 6), 0.23)], dividends);
        Assert.Contains(polygon.Logs.Warnings, warning => warning.StartsWith("6 of dividends were dropped"));
    }

    [Fact]
    public async Task Listings_have_their_types_and_those_of_a_day_have_what_was_listed_then()
    {
        var market = TestPolygon.Market().AddListing(new Listing(Symbol.Parse("SPY"), "SPDR S&P 500", "NYSE Arca") { Type = "ETF" });
        market.Delist(TestPolygon.Acme, new DateOnly(2021, 3, 1));
        await using var polygon = await TestPolygon.StartAsync(market: market);

        var today = (await polygon.Source.FetchListingsAsync(default)).Listings;
        var then = (await polygon.Source.FetchListingsAsync(new DateOnly(2021, 2, 26), default)).Listings;

        Assert.Equal([("BACpL", "CS"), ("BRK.B", "CS"), ("SPY", "ETF")], today.Select(l => (l.Symbol.Text, l.Type)));
        Assert.Equal(["ACME", "BACpL", "BRK.B", "SPY"], then.Select(l => l.Symbol.Text));
        Assert.Contains("date=2021-02-26", polygon.Server.Requests.All[^1].Url);
    }

    [Fact]
    public async Task Details_are_type_industry_capitalisation_and_when_it_was_delisted()
    {
        var market = TestPolygon.Market().AddCompany(TestPolygon.Acme, new FakeCompany(3571, "ELECTRONIC COMPUTERS", 2.5e12));
        market.Delist(Symbol.Parse("BRK.B"), new DateOnly(2021, 3, 1));
        await using var polygon = await TestPolygon.StartAsync(market: market);

        Assert.Equal(
            new Company(TestPolygon.Acme, "CS", 3571, "ELECTRONIC COMPUTERS", 2.5e12, IsActive: true, null),
            (await polygon.Source.FetchCompanyAsync(TestPolygon.Acme, default)).Company);
        var gone = (await polygon.Source.FetchCompanyAsync(Symbol.Parse("BRK.B"), default)).Company!;
        Assert.Equal((false, new DateOnly(2021, 3, 1)), (gone.IsActive, gone.DelistedOn));
        Assert.Null((await polygon.Source.FetchCompanyAsync(Symbol.Parse("NONE"), default)).Company);
        Assert.Equal(3, polygon.Requests);
    }

    [Fact]
    public async Task The_requests_of_reference_data_are_its_pages_and_retries()
    {
        var market = TestPolygon.Market();
        for (var day = 1; day <= 5; day++) market.AddSplit(new Split(TestPolygon.Acme, new DateOnly(2021, 2, day), 2));
        await using var polygon = await TestPolygon.StartAsync(market: market, server: TestPolygon.PagesOf(2));
        polygon.Faults.Add(Fault.Status(500).OnPath("/tickers").After(1).Once());
        polygon.Faults.Add(Fault.TooManyRequests().OnPath("/splits").Once());

        var listings = await polygon.Source.FetchListingsAsync(default);
        var splits = await polygon.Source.FetchSplitsAsync(new DateOnly(2021, 1, 1), new DateOnly(2021, 12, 31), default);

        Assert.Equal((3, 3, 5, 4), (listings.Listings.Count, listings.Requests, splits.Splits.Count, splits.Requests));
        Assert.Equal(7, polygon.Requests);
    }

    [Fact]
    public async Task Reference_data_that_fails_on_a_later_page_tells_all_its_requests()
    {
        await using var polygon = await TestPolygon.StartAsync(o => o with { MaxRetries = 1 }, server: TestPolygon.PagesOf(2));
        polygon.Faults.Add(Fault.Status(500).OnPath("/tickers").After(1));

        var error = await Assert.ThrowsAsync<PriceSourceException>(() => polygon.Source.FetchListingsAsync(default));

        Assert.Equal((3, 3), (error.Requests, polygon.Requests));
    }

    [Fact]
    public async Task Reference_pages_that_never_advance_are_an_error()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.EndlessNextUrl());

        var error = await Assert.ThrowsAsync<PriceSourceException>(() => polygon.Client.GetListingsAsync(default));

        Assert.Equal((PriceSourceFailure.BadData, 3), (error.Failure, error.Requests));
    }

    [Fact]
    public async Task Holidays_are_closed_days_and_early_closes()
    {
        var market = TestPolygon.Market();
        market.Holidays =
        [
            new FakeHoliday("NYSE", "Thanksgiving", new DateOnly(2022, 11, 25), At(14, 30), At(18, 0)),
            new FakeHoliday("NYSE", "Thanksgiving", new DateOnly(2022, 11, 24)),
        ];
        await using var polygon = await TestPolygon.StartAsync(market: market);

        var answer = await polygon.Client.GetUpcomingHolidaysAsync(default);

        Assert.Equal(
            [
                new MarketHoliday(new DateOnly(2022, 11, 24), "NYSE", "Thanksgiving", null),
                new MarketHoliday(new DateOnly(2022, 11, 25), "NYSE", "Thanksgiving", At(18, 0)),
            ],
            answer.Value);
        Assert.Equal([true, false], answer.Value.Select(h => h.IsClosed));

        static DateTimeOffset At(int hour, int minute) => new(2022, 11, 25, hour, minute, 0, TimeSpan.Zero);
    }

    [Theory]
    [InlineData("splits")]
    [InlineData("dividends")]
    [InlineData("/v3/reference/tickers")]
    [InlineData("/v1/marketstatus")]
    [InlineData("/v2/aggs/grouped")]
    public async Task What_every_plan_and_version_has_is_missed_loudly(string path)
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Status(404).OnPath(path));

        Func<Task> ask = path switch
        {
            "dividends" => () => polygon.Client.GetDividendsAsync(Day, null, default),
            "splits" => () => polygon.Client.GetSplitsAsync(Day, null, default),
            "/v3/reference/tickers" => () => polygon.Client.GetListingsAsync(default),
            "/v1/marketstatus" => () => polygon.Client.GetUpcomingHolidaysAsync(default),
            _ => () => polygon.Client.GetGroupedDayAsync(Day, adjusted: true, default),
        };

        Assert.Contains("404", (await Assert.ThrowsAsync<PriceSourceException>(ask)).Message);
    }

    [Fact]
    public async Task Reference_rows_of_the_wrong_kind_are_an_error_that_says_so()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body("""{"results":{"ticker":"A"},"status":"OK"}"""));

        var error = await Assert.ThrowsAsync<PriceSourceException>(() => polygon.Client.GetListingsAsync(default));

        Assert.Equal(PriceSourceFailure.BadData, error.Failure);
    }

    private static IEnumerable<string> TickersOf(FetchedDay fetched) => fetched.Day.Symbols.ToArray().Select(symbol => symbol.Text);
}
