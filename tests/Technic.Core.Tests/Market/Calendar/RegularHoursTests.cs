using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Tests.Market.Calendar;

public sealed class RegularHoursTests
{
    private static BarSeries Bars(params string[] times) => BarSeries.FromBars(
        [
            .. times.Select(time =>
                new Bar(BarTime.Of(DateOnly.Parse(time[..10], null), TimeOnly.Parse(time[11..], null)), 10, 11, 9, 10, 100)),
        ]);

    [Theory]
    [InlineData("2026-03-11T04:00", false)]
    [InlineData("2026-03-11T09:25", false)]
    [InlineData("2026-03-11T09:30", true)]
    [InlineData("2026-03-11T15:55", true)]
    [InlineData("2026-03-11T16:00", false)]
    [InlineData("2026-11-27T12:55", true)] // a half day
    [InlineData("2026-11-27T13:00", false)]
    [InlineData("2026-11-26T10:00", false)] // Thanksgiving
    [InlineData("2026-03-14T10:00", false)] // Saturday
    public void A_bar_is_kept_when_it_begins_within_regular_hours(string time, bool isKept) =>
        Assert.Equal(isKept ? 1 : 0, Bars(time).OnlyRegularHours().Count);

    [Fact]
    public void A_series_of_regular_hours_stays_the_same_object()
    {
        var bars = Bars("2026-03-11T09:30", "2026-03-11T15:55");

        Assert.Same(bars, bars.OnlyRegularHours());
    }
}
