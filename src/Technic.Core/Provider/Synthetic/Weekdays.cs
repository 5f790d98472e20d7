using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider.Synthetic;

/// <summary>Mondays to Fridays, numbered from Monday, 1 January 1990, holidays included.</summary>
internal static class Weekdays
{
    private static readonly int FirstMonday = new DateOnly(1990, 1, 1).DayNumber;

    /// <summary>The number of weekdays until the end of the exchange calendar.</summary>
    public static readonly int Count = IndexOf(ExchangeCalendar.LastDay) + 1;

    /// <summary>The number of a weekday; for a Saturday or Sunday that of the Friday before.</summary>
    public static int IndexOf(DateOnly day)
    {
        var (weeks, rest) = Math.DivRem(day.DayNumber - FirstMonday, 7);
        return (5 * weeks) + Math.Min(rest, 4);
    }

    public static DateOnly DayOf(int index) => DateOnly.FromDayNumber(FirstMonday + (7 * (index / 5)) + (index % 5));
}
