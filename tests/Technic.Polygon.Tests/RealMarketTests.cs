using Technic.Core.Market;
using Technic.FakePolygon;
using Technic.Testing;

namespace Technic.Polygon.Tests;

/// <summary>Two real years of the S&amp;P 500, served and fetched.</summary>
public sealed class RealMarketTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Real_histories_arrive_in_full_and_adjusted_for_splits(bool whole)
    {
        var market = RealMarket.Open(whole);
        await using var polygon = await TestPolygon.StartAsync(market: FakeMarket.FromCsv(market.Bars, market.Splits));
        var (from, to) = (RealMarket.FirstDay, RealMarket.LastDay);

        var symbols = polygon.Server.Market.Symbols.Order();
        var fetched = await Task.WhenAll(symbols.Select(s => polygon.Source.FetchBarsAsync(s, Frequency.Daily, from, to, default)));

        Assert.Equal((market.Symbols, market.Symbols), (fetched.Length, polygon.Requests));
        Assert.Equal(market.Rows, fetched.Sum(f => f.Bars.Count));
        Assert.All(fetched, f => Assert.Equal(default, f.Defects));

        var apple = (await polygon.Source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Daily, from, to, default)).Bars;
        Assert.Equal(124.8075, apple.Close[apple.IndexAtOrAfter(BarTime.OfDay(new DateOnly(2020, 8, 28)))], 10);
    }
}
