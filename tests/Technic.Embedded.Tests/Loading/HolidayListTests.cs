using Technic.Core.Market.Calendar;
using Technic.FakePolygon;
using static Technic.Embedded.Tests.Loading.MarketUnderTest;

namespace Technic.Embedded.Tests.Loading;

/// <summary>
/// A day of mourning: the calendar has a session, the exchange is closed, and the provider's list of holidays contains the day.
/// </summary>
public sealed class HolidayListTests
{
    private const int Symbols = 100;

    private static readonly DateOnly Tuesday = new(2026, 3, 10);
    private static readonly DateOnly Mourning = new(2026, 3, 11);
    private static readonly DateOnly Thursday = new(2026, 3, 12);

    private static FakeMarket WithoutBarsOn(DateOnly day)
    {
        var market = MarketOf(Symbols, Thursday);
        foreach (var symbol in market.Symbols.ToArray())
        {
            var raw = market.Daily(symbol, DateOnly.MinValue, Thursday, adjusted: false);
            market.Add(
                symbol,
                Core.Market.BarSeries.FromBars([.. Enumerable.Range(0, raw.Count).Select(i => raw[i]).Where(bar => bar.Time.Date != day)]));
        }
        return market;
    }

    [Fact]
    public async Task A_closure_that_the_provider_lists_is_known_at_once_and_the_day_is_not_requested_again()
    {
        var market = WithoutBarsOn(Mourning);
        market.Holidays =
        [
            new FakeHoliday("NYSE", "National Day of Mourning", Mourning), new FakeHoliday("NASDAQ", "National Day of Mourning", Mourning),
        ];
        await using var test = await StartAsync(market, Tuesday);
        await test.ScanAsync(Request(Symbols));
        test.GoTo(Mourning);

        var closed = await test.ScanAsync(Request(Symbols));
        var asked = test.Server.Requests.CountOf(Iso(Mourning));
        test.Time.Advance(TimeSpan.FromHours(3));
        await test.ScanAsync(Request(Symbols));
        await test.RestartAsync();
        test.GoTo(Thursday);
        var next = await test.ScanAsync(Request(Symbols));

        Assert.Equal((Tuesday, Symbols, 0), (closed.Summary.AsOf, closed.Summary.Ranked, closed.Summary.Stale));
        Assert.All(closed.Rows, row => Assert.Equal(0, row.Age));
        Assert.Equal((Thursday, Symbols), (next.Summary.AsOf, next.Summary.Ranked));
        Assert.Equal((asked, 1), (test.Server.Requests.CountOf(Iso(Mourning)), test.Server.Requests.CountOf("/marketstatus/")));
    }

    [Fact]
    public async Task A_session_that_is_late_is_not_taken_for_a_closure_because_the_list_does_not_have_it()
    {
        var market = MarketOf(Symbols, Thursday);
        market.Holidays = [new FakeHoliday("NYSE", "Good Friday", new DateOnly(2026, 4, 3))];
        await using var test = await StartAsync(market, Tuesday);
        await test.ScanAsync(Request(Symbols));
        test.Time.SetUtcNow(NewYork.Instant(Mourning, new TimeOnly(20, 0)));
        await test.ScanAsync(Request(Symbols));
        test.GoTo(Thursday);

        var next = await test.ScanAsync(Request(Symbols));

        Assert.Equal((Thursday, Symbols), (next.Summary.AsOf, next.Summary.Ranked));
        Assert.All(next.Rows, row => Assert.Equal(0, row.Row.Gaps));
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
