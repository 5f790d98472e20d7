using Technic.Core.Market.Calendar;
using Technic.Core.Market.Files;
using Technic.Testing;

namespace Technic.Core.Tests.Market.Calendar;

public class ExchangeCalendarTests
{
    private static readonly ExchangeCalendar Nyse = ExchangeCalendar.Nyse;

    // The exchange's own published holidays, including all years with exceptions.
    [Theory]
    [InlineData(1990, "01-01 02-19 04-13 05-28 07-04 09-03 11-22 12-25")]
    [InlineData(1994, "02-21 04-01 04-27 05-30 07-04 09-05 11-24 12-26")]
    [InlineData(1998, "01-01 01-19 02-16 04-10 05-25 07-03 09-07 11-26 12-25")]
    [InlineData(2001, "01-01 01-15 02-19 04-13 05-28 07-04 09-03 09-11 09-12 09-13 09-14 11-22 12-25")]
    [InlineData(2004, "01-01 01-19 02-16 04-09 05-31 06-11 07-05 09-06 11-25 12-24")]
    [InlineData(2007, "01-01 01-02 01-15 02-19 04-06 05-28 07-04 09-03 11-22 12-25")]
    [InlineData(2011, "01-17 02-21 04-22 05-30 07-04 09-05 11-24 12-26")]
    [InlineData(2012, "01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25")]
    [InlineData(2018, "01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25")]
    [InlineData(2020, "01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25")]
    [InlineData(2021, "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24")]
    [InlineData(2022, "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26")]
    [InlineData(2025, "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25")]
    [InlineData(2026, "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25")]
    [InlineData(2027, "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24")]
    public void The_exchange_is_closed_on_these_weekdays_of_a_year_and_on_no_others(int year, string closed)
    {
        var weekdays = Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365)
            .Select(i => new DateOnly(year, 1, 1).AddDays(i))
            .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

        Assert.Equal(closed, string.Join(' ', weekdays.Where(day => !Nyse.IsSession(day)).Select(day => day.ToString("MM-dd"))));
    }

    [Theory]
    [InlineData(2002, "07-05 11-29 12-24")]
    [InlineData(2013, "07-03 11-29 12-24")]
    [InlineData(2018, "07-03 11-23 12-24")]
    [InlineData(2019, "07-03 11-29 12-24")]
    [InlineData(2020, "11-27 12-24")]
    [InlineData(2021, "11-26")]
    [InlineData(2023, "07-03 11-24")]
    [InlineData(2024, "07-03 11-29 12-24")]
    [InlineData(2026, "11-27 12-24")]
    public void These_sessions_of_a_year_close_at_one(int year, string halfDays)
    {
        var sessions = Nyse.SessionsBetween(new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));

        Assert.Equal(
            halfDays, string.Join(' ', sessions.Where(day => Nyse.SessionOn(day)!.Value.IsHalfDay).Select(day => day.ToString("MM-dd"))));
    }

    [Theory]
    [InlineData(2019, 252)]
    [InlineData(2020, 253)]
    [InlineData(2021, 252)]
    [InlineData(2022, 251)]
    [InlineData(2023, 250)]
    [InlineData(2024, 252)]
    [InlineData(2025, 250)]
    public void A_year_has_as_many_sessions_as_the_exchange_counted(int year, int sessions) =>
        Assert.Equal(sessions, Nyse.SessionsBetween(new DateOnly(year, 1, 1), new DateOnly(year, 12, 31)).Count());

    [Fact]
    public void A_close_is_an_instant_that_follows_daylight_saving()
    {
        Assert.Equal(
            new DateTimeOffset(2026, 3, 6, 21, 0, 0, TimeSpan.Zero),
            Nyse.SessionOn(new DateOnly(2026, 3, 6))!.Value.ClosesAt.ToUniversalTime());
        Assert.Equal(
            new DateTimeOffset(2026, 3, 9, 20, 0, 0, TimeSpan.Zero),
            Nyse.SessionOn(new DateOnly(2026, 3, 9))!.Value.ClosesAt.ToUniversalTime());
        Assert.Equal(
            new DateTimeOffset(2026, 11, 27, 18, 0, 0, TimeSpan.Zero),
            Nyse.SessionOn(new DateOnly(2026, 11, 27))!.Value.ClosesAt.ToUniversalTime());
    }

    [Fact]
    public void The_calendar_says_where_it_ends() =>
        Assert.Contains(
            "1990 to 2100",
            Assert.Throws<ArgumentOutOfRangeException>(() => Nyse.LastSessionOnOrBefore(new DateOnly(1989, 12, 29))).Message);

    [Fact]
    public void The_real_market_of_2019_to_2021_traded_on_exactly_these_days()
    {
        var traded = BarCsv.Read(RealMarket.Sample.Bars, default).Bars.Values.SelectMany(
            series => series.Times.ToArray(), (_, time) => time.Date).Distinct().Order();

        Assert.Equal(Nyse.SessionsBetween(RealMarket.FirstDay, RealMarket.LastDay), traded);
    }
}
