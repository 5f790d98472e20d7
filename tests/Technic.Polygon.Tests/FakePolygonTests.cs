using Technic.Core.Market;
using Technic.Core.Provider.Synthetic;
using Technic.FakePolygon;
using Technic.Testing;

namespace Technic.Polygon.Tests;

/// <summary>The fake implements Polygon's contract; without this the other tests would prove nothing.</summary>
public sealed class FakePolygonTests
{
    private static readonly DateOnly SplitDay = new(2021, 3, 1);
    private static readonly DateOnly DayBefore = new(2021, 2, 26);

    [Fact]
    public void Prices_before_a_split_are_divided_and_volumes_multiplied_once_it_is_executed()
    {
        var market = TestPolygon.Market().AddSplit(new Split(TestPolygon.Acme, SplitDay, 4));
        var raw = Last(market, adjusted: false);

        market.Today = DayBefore;
        Assert.Equal(raw, Last(market, adjusted: true));
        market.Today = SplitDay;
        var adjusted = Last(market, adjusted: true);

        Assert.Equal((raw.Close / 4, raw.High / 4, raw.Volume * 4), (adjusted.Close, adjusted.High, adjusted.Volume));

        static Bar Last(FakeMarket market, bool adjusted) => market.Daily(TestPolygon.Acme, DayBefore, DayBefore, adjusted)[0];
    }

    [Fact]
    public async Task Bars_after_today_do_not_exist_yet()
    {
        var market = TestPolygon.Market();
        market.Today = DayBefore;
        await using var polygon = await TestPolygon.StartAsync(market: market);

        Assert.Equal(DayBefore, (await polygon.FetchAsync()).Bars.Times[^1].Date);
        Assert.Equal(0, (await polygon.Client.GetGroupedDayAsync(SplitDay, adjusted: true, default)).Day.Count);
    }

    [Fact]
    public async Task A_made_up_market_serves_what_its_source_has()
    {
        var (symbols, from, to) = (60, new DateOnly(2005, 1, 3), new DateOnly(2021, 4, 21));
        var source = new SyntheticMarket(symbols: symbols);
        var market = await FakeMarket.SyntheticAsync(symbols, from, to);

        Assert.Equal((symbols, to), (market.Symbols.Count, market.Today));
        Assert.NotEmpty(market.Splits);
        foreach (var symbol in market.Symbols)
        {
            var expected = (await source.FetchBarsAsync(symbol, Frequency.Daily, from, to, default)).Bars;
            var served = market.Daily(symbol, from, to, adjusted: true);
            Assert.Equal(expected.Times.ToArray(), served.Times.ToArray());
            for (var i = 0; i < expected.Count; i++) Assert.Equal(expected.Close[i], served.Close[i], expected.Close[i] * 1e-12);
        }
    }

    [Fact]
    public void Files_make_a_market_with_splits_and_names()
    {
        using var folder = new TemporaryFolder();
        var bars = folder.Write(
            "bars.csv",
            "symbol,date,open,high,low,close,volume\nBRK.B,2021-02-26,100,110,90,104,1000\nBRK.B,2021-03-01,26,27,25,26,4000\n");
        var splits = folder.Write("splits.csv", "symbol,execution_date,ratio\nBRK.B,2021-03-01,4\n");
        var names = folder.Write("names.csv", "symbol,name,sector\nBRK.B,Berkshire Hathaway,Financials\n");

        var market = FakeMarket.FromCsv(bars, splits, names);

        Assert.Equal((SplitDay, "Berkshire Hathaway"), (market.Today, Assert.Single(market.Listings).Name));
        Assert.Equal(26, market.Daily(Symbol.Parse("BRK.B"), DayBefore, DayBefore, adjusted: true)[0].Close);
    }

    [Fact]
    public void Without_a_day_told_it_is_the_day_of_the_last_bar() => Assert.Equal(TestPolygon.To, TestPolygon.Market().Today);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(30)]
    public void Intraday_bars_make_up_their_day(int minutes)
    {
        var market = TestPolygon.Market();
        var day = market.Daily(TestPolygon.Acme, DayBefore, DayBefore, adjusted: true)[0];

        var bars = market.Intraday(TestPolygon.Acme, minutes, DayBefore, DayBefore, adjusted: true).ToList();

        Assert.Equal(390 / minutes, bars.Count);
        Assert.Equal((day.Open, day.Close), (bars[0].Open, bars[^1].Close));
        Assert.Equal((day.High, day.Low), (bars.Max(b => b.High), bars.Min(b => b.Low)));
        Assert.Equal(day.Volume, bars.Sum(b => b.Volume), 3);
        Assert.All(bars, bar => Assert.True(BarBounds.IsPossible(bar)));
        Assert.Equal(bars, market.Intraday(TestPolygon.Acme, minutes, DayBefore, DayBefore, adjusted: true));
    }

    [Fact]
    public void A_half_day_has_fewer_intraday_bars()
    {
        var halfDay = new DateOnly(2020, 11, 27);
        var market = new FakeMarket().AddRandomWalk("ACME", halfDay, halfDay);

        Assert.Equal(42, market.Intraday(TestPolygon.Acme, 5, halfDay, halfDay, adjusted: true).Count());
    }

    [Fact]
    public async Task A_daily_bar_is_stamped_with_New_Yorks_midnight_and_a_grouped_one_with_the_sessions_end()
    {
        await using var server = await FakePolygonServer.StartAsync(TestPolygon.Market());
        using var http = PolygonServices.CreateHttpClient(new PolygonOptions { BaseAddress = server.BaseAddress });

        var own = await http.GetStringAsync($"{server.BaseAddress}v2/aggs/ticker/ACME/range/1/day/2021-03-15/2021-03-15");
        var grouped = await http.GetStringAsync($"{server.BaseAddress}v2/aggs/grouped/locale/us/market/stocks/2021-03-15");

        Assert.Contains($"\"t\":{new DateTimeOffset(2021, 3, 15, 4, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()}", own);
        Assert.Contains($"\"t\":{new DateTimeOffset(2021, 3, 15, 20, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()}", grouped);
    }

    [Theory]
    [InlineData("v2/aggs/ticker/ACME/range/1/day/2021-03-15/2021-03-01", 400)]
    [InlineData("v2/aggs/ticker/ACME/range/1/day/yesterday/2021-03-01", 400)]
    [InlineData("v2/aggs/ticker/ACME/range/1/century/2021-03-01/2021-03-15", 400)]
    [InlineData("v9/nothing", 404)]
    [InlineData("v2/aggs/ticker/ACME/range/1/day/1614556800000/1615766400000", 200)]
    public async Task Requests_are_judged_as_Polygon_judges_them(string path, int status)
    {
        await using var server = await FakePolygonServer.StartAsync(TestPolygon.Market());
        using var http = PolygonServices.CreateHttpClient(new PolygonOptions { BaseAddress = server.BaseAddress });

        using var response = await http.GetAsync($"{server.BaseAddress}{path}");

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_fault_happens_where_and_as_often_as_it_was_told()
    {
        await using var polygon = await TestPolygon.StartAsync(o => o with { MaxRetries = 0 });
        polygon.Faults.Add(Fault.Status(500).OnTicker("ACME").After(1).Times(2));

        Assert.Equal(75, (await polygon.FetchAsync("BRK.B")).Bars.Count);
        Assert.Equal(75, (await polygon.FetchAsync()).Bars.Count);
        await polygon.FailsAsync();
        await polygon.FailsAsync();
        Assert.Equal(75, (await polygon.FetchAsync()).Bars.Count);
    }
}
