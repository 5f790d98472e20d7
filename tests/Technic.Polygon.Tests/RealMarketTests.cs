using Technic.Core.Market;
using Technic.FakePolygon;
using Technic.Testing;
using Xunit.Abstractions;

namespace Technic.Polygon.Tests;

/// <summary>Two real years of the S&amp;P 500, served and fetched.</summary>
public sealed class RealMarketTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Real_histories_arrive_whole_and_adjusted_for_splits()
    {
        if (SharedData.Find("sp500-daily-2019-2021.csv.gz") is not { } bars
            || SharedData.Find("sp500-splits-2019-2021.csv") is not { } splits)
        {
            output.WriteLine("Not tested: there is no shared data.");
            return;
        }
        await using var polygon = await TestPolygon.StartAsync(market: FakeMarket.FromCsv(bars, splits));
        var (from, to) = (new DateOnly(2019, 4, 1), new DateOnly(2021, 4, 21));

        var symbols = polygon.Server.Market.Symbols.Order();
        var fetched = await Task.WhenAll(symbols.Select(s => polygon.Source.FetchBarsAsync(s, Frequency.Daily, from, to, default)));

        Assert.Equal((504, 504), (fetched.Length, polygon.Requests));
        Assert.Equal(260_586, fetched.Sum(f => f.Bars.Count));
        Assert.All(fetched, f => Assert.Equal(default, f.Defects));

        var apple = (await polygon.Source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Daily, from, to, default)).Bars;
        Assert.Equal(124.8075, apple.Close[apple.IndexAtOrAfter(BarTime.OfDay(new DateOnly(2020, 8, 28)))], 10);
    }
}
