using Technic.Core.Market;
using Technic.FakePolygon;
using Technic.Testing;

namespace Technic.Polygon.Tests;

/// <summary>Recorded responses of Polygon.</summary>
public sealed class RecordedAnswerTests
{
    [Fact]
    public async Task Bars_of_a_symbol()
    {
        await using var polygon = await ServeAsync("aggs-range-AAPL-1-day.json");

        var (from, to) = (new DateOnly(2005, 4, 1), new DateOnly(2005, 4, 4));
        var fetched = await polygon.Source.FetchBarsAsync(Symbol.Parse("AAPL"), Frequency.Daily, from, to, default);

        Assert.Equal(new Bar(BarTime.OfDay(new DateOnly(2005, 4, 4)), 1.4639, 1.4754, 1.4343, 1.4675, 578172308, 1.4589), fetched.Bars[1]);
        Assert.Equal((2, default), (fetched.Bars.Count, fetched.Defects));
    }

    [Fact]
    public async Task A_grouped_day()
    {
        await using var polygon = await ServeAsync("aggs-grouped-daily.json");

        var day = (await polygon.Client.GetGroupedDayAsync(new DateOnly(2020, 10, 14), adjusted: true, default)).Day;

        Assert.Equal((1, 10.02), (day.Count, day.BarOf(Symbol.Parse("GIK"))?.Close));
    }

    [Fact]
    public async Task Splits()
    {
        await using var polygon = await ServeAsync("reference-splits.json");

        var splits = (await polygon.Client.GetSplitsAsync(new DateOnly(2022, 1, 1), null, default)).Value;

        Assert.Equal(10, splits.Count);
        Assert.Equal(0.5, Assert.Single(splits, s => s.Symbol.Text == "BRW").Ratio);
    }

    [Fact]
    public async Task Listings_whose_next_page_is_under_the_vendors_new_name()
    {
        await using var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body(Recorded("reference-tickers-page1.json")).Once());
        polygon.Faults.Add(Fault.Body(Recorded("reference-tickers-page2.json")));

        var listings = (await polygon.Client.GetListingsAsync(default)).Value;

        Assert.Equal(["A", "AA", "AAA", "AAAU"], listings.Select(l => l.Symbol.Text));
        Assert.Contains("cursor=YWN0", polygon.Server.Requests.All[1].Url);
    }

    [Fact]
    public async Task Holidays()
    {
        await using var polygon = await ServeAsync("marketstatus-upcoming.json");

        var holidays = (await polygon.Client.GetUpcomingHolidaysAsync(default)).Value;

        Assert.Equal(14, holidays.Count);
        Assert.Equal(new DateTimeOffset(2022, 11, 25, 18, 0, 0, TimeSpan.Zero), holidays.First(h => !h.IsClosed).Close);
    }

    private static async Task<TestPolygon> ServeAsync(string name)
    {
        var polygon = await TestPolygon.StartAsync();
        polygon.Faults.Add(Fault.Body(Recorded(name)));
        return polygon;
    }

    private static string Recorded(string name) => TestData.ReadText($"polygon-examples/{name}");
}
