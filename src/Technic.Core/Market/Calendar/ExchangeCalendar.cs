using System.Collections;

namespace Technic.Core.Market.Calendar;

/// <summary>One trading session; times are New York's wall clock.</summary>
/// <param name="Day">The session's date.</param>
/// <param name="Open">09:30 on every day this calendar covers.</param>
/// <param name="Close">16:00, or 13:00 on a half day.</param>
public readonly record struct Session(DateOnly Day, TimeOnly Open, TimeOnly Close)
{
    public bool IsHalfDay => Close < ExchangeCalendar.RegularClose;

    /// <summary>The instant of the close.</summary>
    public DateTimeOffset ClosesAt => NewYork.Instant(Day, Close);
}

/// <summary>
/// The sessions of the New York Stock Exchange, which Nasdaq and the other US stock exchanges share, 1990 – 2100.
/// Holidays follow NYSE Rule 7.2 and its predecessors by rule; closings for a single event (mourning, storms, attacks) are listed.
/// Half days are by rule too, as set by the exchange in recent decades; future one-off closings are unknown.
/// Source: NYSE "Holidays &amp; Trading Hours" and the exchange's list of special closings.
/// </summary>
public sealed class ExchangeCalendar
{
    public static readonly DateOnly FirstDay = new(1990, 1, 1);
    public static readonly DateOnly LastDay = new(2100, 12, 31);
    public static readonly TimeOnly RegularOpen = new(9, 30);
    public static readonly TimeOnly RegularClose = new(16, 0);
    public static readonly TimeOnly HalfDayClose = new(13, 0);

    private const string IndependenceDay = "Independence Day", ThanksgivingDay = "Thanksgiving", Christmas = "Christmas";

    private static readonly HashSet<DateOnly> SpecialClosings =
    [
        new(1994, 4, 27),                                                               // mourning for President Nixon
        new(2001, 9, 11), new(2001, 9, 12), new(2001, 9, 13), new(2001, 9, 14),         // attacks of 11 September
        new(2004, 6, 11),                                                               // mourning for President Reagan
        new(2007, 1, 2),                                                                // mourning for President Ford
        new(2012, 10, 29), new(2012, 10, 30),                                           // hurricane Sandy
        new(2018, 12, 5),                                                               // mourning for President G. H. W. Bush
        new(2025, 1, 9),                                                                // mourning for President Carter
    ];

    private readonly BitArray _sessions = new(LastDay.DayNumber - FirstDay.DayNumber + 1);

    // The number of sessions before each day; the last element is the total.
    private readonly int[] _before = new int[LastDay.DayNumber - FirstDay.DayNumber + 2];

    private ExchangeCalendar()
    {
        for (var day = FirstDay; day <= LastDay; day = day.AddDays(1))
        {
            var i = day.DayNumber - FirstDay.DayNumber;
            _sessions[i] = IsWeekday(day) && HolidayOf(day) is null && !SpecialClosings.Contains(day);
            _before[i + 1] = _before[i] + (_sessions[i] ? 1 : 0);
        }
    }

    /// <summary>The calendar of US stocks.</summary>
    public static ExchangeCalendar Nyse { get; } = new();

    /// <summary>Whether the exchange opens on a day. Days outside 1990 – 2100 have no session.</summary>
    public bool IsSession(DateOnly day) => day >= FirstDay && day <= LastDay && _sessions[day.DayNumber - FirstDay.DayNumber];

    /// <summary>The session of a day; <c>null</c> when the exchange stays closed.</summary>
    public Session? SessionOn(DateOnly day) =>
        IsSession(day) ? new Session(day, RegularOpen, HalfDayOf(day) is null ? RegularClose : HalfDayClose) : null;

    /// <summary>
    /// The name of the holiday for which the exchange is closed or closes early on a weekday; <c>null</c> on weekends and regular days.
    /// </summary>
    public string? HolidayOn(DateOnly day)
    {
        if (day < FirstDay || day > LastDay || !IsWeekday(day)) return null;
        return IsSession(day) ? HalfDayOf(day) : HolidayOf(day) ?? "Special closing";
    }

    /// <summary>The latest session on or before a day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none since 1990, or the day is after 2100.</exception>
    public DateOnly LastSessionOnOrBefore(DateOnly day) => Walk(day, -1);

    /// <summary>The earliest session on or after a day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none until 2100, or the day is before 1990.</exception>
    public DateOnly FirstSessionOnOrAfter(DateOnly day) => Walk(day, +1);

    /// <summary>The sessions in [<paramref name="from"/>, <paramref name="to"/>], ascending.</summary>
    public IEnumerable<DateOnly> SessionsBetween(DateOnly from, DateOnly to)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            if (IsSession(day)) yield return day;
        }
    }

    /// <summary>The number of sessions in [<paramref name="from"/>, <paramref name="to"/>]; 0 when the range is empty.</summary>
    public int CountBetween(DateOnly from, DateOnly to)
    {
        if (from < FirstDay) from = FirstDay;
        if (to > LastDay) to = LastDay;
        return from > to ? 0 : _before[to.DayNumber - FirstDay.DayNumber + 1] - _before[from.DayNumber - FirstDay.DayNumber];
    }

    private DateOnly Walk(DateOnly day, int step)
    {
        for (var at = day; at >= FirstDay && at <= LastDay; at = at.AddDays(step))
        {
            if (IsSession(at)) return at;
        }
        throw new ArgumentOutOfRangeException(nameof(day), day, "The exchange calendar covers 1990 to 2100.");
    }

    private static bool IsWeekday(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    private static string? HolidayOf(DateOnly day)
    {
        var (year, month) = (day.Year, day.Month);
        return month switch
        {
            // New Year's Day on a Saturday has no substitute: the Friday before is the year's last accounting day.
            1 when day == SundayToMonday(new DateOnly(year, 1, 1)) => "New Year's Day",
            1 when year >= 1998 && day == Nth(year, 1, DayOfWeek.Monday, 3) => "Martin Luther King, Jr. Day",
            2 when day == Nth(year, 2, DayOfWeek.Monday, 3) => "Washington's Birthday",
            3 or 4 when day == EasterSunday(year).AddDays(-2) => "Good Friday",
            5 when day == LastMondayOfMay(year) => "Memorial Day",
            6 when year >= 2022 && day == Observed(new DateOnly(year, 6, 19)) => "Juneteenth",
            7 when day == Observed(new DateOnly(year, 7, 4)) => IndependenceDay,
            9 when day == Nth(year, 9, DayOfWeek.Monday, 1) => "Labor Day",
            11 when day == Thanksgiving(year) => ThanksgivingDay,
            12 when day == Observed(new DateOnly(year, 12, 25)) => Christmas,
            _ => null,
        };
    }

    private static string? HalfDayOf(DateOnly day)
    {
        var (year, weekday) = (day.Year, day.DayOfWeek);
        var mondayToThursday = weekday is >= DayOfWeek.Monday and <= DayOfWeek.Thursday;
        return (day.Month, day.Day) switch
        {
            // Until 2012 an Independence Day on a Thursday had a half day on the Friday after it instead of the Wednesday before.
            (7, 3) when mondayToThursday && !(weekday == DayOfWeek.Wednesday && year < 2013) => IndependenceDay,
            (7, 5) when weekday == DayOfWeek.Friday && year < 2013 => IndependenceDay,
            (11, _) when day == Thanksgiving(year).AddDays(1) => ThanksgivingDay,
            (12, 24) when mondayToThursday => Christmas,
            (12, 26) when weekday == DayOfWeek.Friday && year is 1997 or 2003 => Christmas,
            _ => null,
        };
    }

    private static DateOnly Thanksgiving(int year) => Nth(year, 11, DayOfWeek.Thursday, 4);

    private static DateOnly SundayToMonday(DateOnly day) => day.DayOfWeek == DayOfWeek.Sunday ? day.AddDays(1) : day;

    private static DateOnly Observed(DateOnly day) => day.DayOfWeek == DayOfWeek.Saturday ? day.AddDays(-1) : SundayToMonday(day);

    private static DateOnly Nth(int year, int month, DayOfWeek weekday, int n)
    {
        var first = new DateOnly(year, month, 1);
        return first.AddDays((((int)weekday - (int)first.DayOfWeek + 7) % 7) + (7 * (n - 1)));
    }

    private static DateOnly LastMondayOfMay(int year)
    {
        var last = new DateOnly(year, 5, 31);
        return last.AddDays(-(((int)last.DayOfWeek - (int)DayOfWeek.Monday + 7) % 7));
    }

    /// <summary>Easter in the Gregorian calendar by the anonymous algorithm (Meeus, Astronomical Algorithms, ch. 8).</summary>
    private static DateOnly EasterSunday(int year)
    {
        var a = year % 19;
        var (b, c) = (year / 100, year % 100);
        var (d, e) = (b / 4, b % 4);
        var g = ((8 * b) + 13) / 25;
        var h = ((19 * a) + b - d - g + 15) % 30;
        var (i, k) = (c / 4, c % 4);
        var l = (32 + (2 * e) + (2 * i) - h - k) % 7;
        var m = (a + (11 * h) + (19 * l)) / 433;
        var month = (h + l - (7 * m) + 90) / 25;
        var day = (h + l - (7 * m) + (33 * month) + 19) % 32;
        return new DateOnly(year, month, day);
    }
}
