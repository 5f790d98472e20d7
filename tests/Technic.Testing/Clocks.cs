using System.Globalization;
using Technic.Core.Market.Calendar;

namespace Technic.Testing;

/// <summary>Start times of tests.</summary>
public static class Clocks
{
    /// <summary>Wednesday 2026-03-11, 20:00 in New York: the day's session is over and published, the next one opens on Thursday.</summary>
    public static readonly DateTimeOffset WednesdayEvening = At(2026, 3, 11, 20, 0);

    /// <summary>An instant in New York local time.</summary>
    public static DateTimeOffset At(int year, int month, int day, int hour, int minute) =>
        NewYork.Instant(new DateOnly(year, month, day), new TimeOnly(hour, minute));

    /// <summary>An instant in New York local time.</summary>
    /// <param name="day">The date.</param>
    /// <param name="time">The time, e.g. <c>16:15</c>.</param>
    public static DateTimeOffset At(DateOnly day, string time) => NewYork.Instant(day, TimeOnly.Parse(time, CultureInfo.InvariantCulture));
}
