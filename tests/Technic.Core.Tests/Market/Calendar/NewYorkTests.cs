using Technic.Core.Market.Calendar;

namespace Technic.Core.Tests.Market.Calendar;

/// <summary>The wall clock of New York is that of the time zone's data, also where it is taken from a table.</summary>
public sealed class NewYorkTests
{
    private static readonly DateOnly[] Days =
    [
        new(1, 1, 1), new(1, 1, 2), new(1969, 12, 31), new(1989, 12, 31), ExchangeCalendar.FirstDay, ExchangeCalendar.LastDay,
        ExchangeCalendar.LastDay.AddDays(1), new(9999, 12, 30),
    ];

    /// <summary>Every day on which the clock changes or changed, with both neighbours, and days at the limits.</summary>
    private static IEnumerable<DateOnly> DaysThatMatter()
    {
        foreach (var day in Days) yield return day;
        for (var day = new DateOnly(1985, 1, 1); day.Year < 2105; day = day.AddDays(1))
        {
            var noon = day.ToDateTime(new TimeOnly(12, 0));
            if (NewYork.Zone.GetUtcOffset(noon) == NewYork.Zone.GetUtcOffset(noon.AddDays(1))) continue;
            for (var i = -1; i <= 2; i++) yield return day.AddDays(i);
        }
    }

    [Fact]
    public void Every_quarter_of_an_hour_around_a_change_is_that_of_the_zone()
    {
        var compared = 0;
        // Twice: the first time fills the table.
        foreach (var day in DaysThatMatter().Concat(DaysThatMatter()))
        {
            for (var quarter = 0; quarter < 96; quarter++)
            {
                var time = new TimeOnly(0, 0).AddMinutes(15 * quarter);
                var utc = new DateTimeOffset(day.ToDateTime(time), TimeSpan.Zero);
                Assert.Equal(TimeZoneInfo.ConvertTime(utc, NewYork.Zone).DateTime, NewYork.LocalTime(utc));
                Assert.Equal(DateTimeKind.Unspecified, NewYork.LocalTime(utc).Kind);
                Assert.Equal(Instant(day, time), NewYork.Instant(day, time));
                compared++;
            }
        }
        Assert.True(compared > 150_000, $"{compared} compared");
    }

    [Fact]
    public void An_instant_of_another_zone_has_the_same_wall_clock()
    {
        var tokyo = new DateTimeOffset(2026, 7, 1, 13, 30, 0, TimeSpan.FromHours(9));

        Assert.Equal(new DateTime(2026, 7, 1, 0, 30, 0), NewYork.LocalTime(tokyo));
        Assert.Equal(new DateTime(2026, 6, 30, 23, 30, 0), NewYork.LocalTime(tokyo.AddHours(-1)));
    }

    [Fact]
    public void A_skipped_hour_means_one_hour_later() => Assert.Equal(
        new DateTimeOffset(2026, 3, 8, 7, 30, 0, TimeSpan.Zero), NewYork.Instant(new(2026, 3, 8), new(2, 30)).ToUniversalTime());

    private static DateTimeOffset Instant(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        if (NewYork.Zone.IsInvalidTime(local)) local = local.AddHours(1);
        return new DateTimeOffset(local, NewYork.Zone.GetUtcOffset(local));
    }
}
