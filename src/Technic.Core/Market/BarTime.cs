using System.Globalization;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Market;

/// <summary>
/// The start of a bar: minutes since 1970-01-01 00:00 on New York's wall clock. A daily bar starts at 00:00 of its session's date.
/// The wall clock is unambiguous here: no US exchange trades in the hour that is repeated at the end of daylight saving time.
/// </summary>
public readonly record struct BarTime(int Minutes) : IComparable<BarTime>
{
    private const int MinutesPerDay = 1440;
    private static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>The New York date.</summary>
    public DateOnly Date => DateOnly.FromDayNumber(EpochDay + (int)Math.Floor((double)Minutes / MinutesPerDay));

    /// <summary>The time of day in New York.</summary>
    public TimeOnly Time => new TimeOnly(0, 0).AddMinutes(((Minutes % MinutesPerDay) + MinutesPerDay) % MinutesPerDay);

    /// <summary>Whether it is midnight: daily bars begin then, and no intraday bar does.</summary>
    public bool IsMidnight => Minutes % MinutesPerDay == 0;

    /// <summary>The first minute of a day; the last possible minute for a day more than four thousand years ahead.</summary>
    public static BarTime OfDay(DateOnly day) => OfDay(day.DayNumber);

    /// <summary>The first minute after a day; valid for <see cref="DateOnly.MaxValue"/> too.</summary>
    public static BarTime AfterDay(DateOnly day) => OfDay(day.DayNumber + 1);

    private static BarTime OfDay(int dayNumber) => new((int)Math.Min(int.MaxValue, (dayNumber - EpochDay) * (long)MinutesPerDay));

    public static BarTime Of(DateOnly day, TimeOnly time) => new(OfDay(day).Minutes + (int)time.ToTimeSpan().TotalMinutes);

    /// <summary>The wall-clock minute in New York at an instant.</summary>
    public static BarTime At(DateTimeOffset instant)
    {
        var local = NewYork.LocalTime(instant);
        return Of(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
    }

    /// <summary>The instant, with New York's offset of that day.</summary>
    public DateTimeOffset ToInstant() => NewYork.Instant(Date, Time);

    public int CompareTo(BarTime other) => Minutes.CompareTo(other.Minutes);

    public static bool operator <(BarTime left, BarTime right) => left.Minutes < right.Minutes;
    public static bool operator >(BarTime left, BarTime right) => left.Minutes > right.Minutes;
    public static bool operator <=(BarTime left, BarTime right) => left.Minutes <= right.Minutes;
    public static bool operator >=(BarTime left, BarTime right) => left.Minutes >= right.Minutes;

    /// <summary><c>2021-04-21</c>, or with a time of day <c>2021-04-21T09:35</c>.</summary>
    public override string ToString() => Time == default
        ? Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Date:yyyy-MM-dd}T{Time:HH:mm}");
}
