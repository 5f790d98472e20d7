using Technic.Core.Market.Calendar;
using Technic.Core.Provider.Synthetic;

namespace Technic.Core.Tests.Provider.Synthetic;

public sealed class WeekdaysTests
{
    [Fact]
    public void Weekdays_are_numbered_without_gaps()
    {
        var expected = 0;
        for (var day = ExchangeCalendar.FirstDay; day <= ExchangeCalendar.LastDay; day = day.AddDays(1))
        {
            if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            {
                Assert.Equal(expected - 1, Weekdays.IndexOf(day));
                continue;
            }
            Assert.Equal(expected, Weekdays.IndexOf(day));
            Assert.Equal(day, Weekdays.DayOf(expected));
            expected++;
        }
        Assert.Equal(expected, Weekdays.Count);
    }

    [Fact]
    public void The_weekend_before_the_first_Monday_belongs_to_no_weekday() =>
        Assert.Equal(-1, Weekdays.IndexOf(new DateOnly(1989, 12, 31)));
}
