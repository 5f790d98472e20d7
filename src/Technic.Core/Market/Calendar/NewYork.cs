namespace Technic.Core.Market.Calendar;

/// <summary>New York's wall clock, the time zone of every US exchange.</summary>
public static class NewYork
{
    /// <summary>The zone from the operating system's time zone data.</summary>
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    /// <summary>
    /// The zone's offset on each day of the calendar, in hours; 0 for a day that was not asked yet or on which the offset changes. A scan
    /// asks for the same days for each symbol, and the rules of the zone are searched each time.
    /// </summary>
    private static readonly sbyte[] Offsets = new sbyte[LastKnown - FirstKnown + 1];

    private static int FirstKnown => ExchangeCalendar.FirstDay.DayNumber;

    private static int LastKnown => ExchangeCalendar.LastDay.DayNumber;

    /// <summary>The wall-clock time in New York at an instant.</summary>
    public static DateTime LocalTime(DateTimeOffset instant)
    {
        // In standard time, so that it is the day, or for an hour after midnight in summer the day before, which ended with this offset.
        var utc = instant.UtcDateTime;
        return utc.Ticks > TimeSpan.TicksPerDay && OffsetOn(DateOnly.FromDateTime(utc.AddHours(-5))) is { } offset
            ? DateTime.SpecifyKind(utc + offset, DateTimeKind.Unspecified)
            : TimeZoneInfo.ConvertTime(instant, Zone).DateTime;
    }

    /// <summary>New York's date at an instant.</summary>
    public static DateOnly Date(DateTimeOffset instant) => DateOnly.FromDateTime(LocalTime(instant));

    /// <summary>The instant of a wall-clock time. A time skipped by daylight saving time means one hour later.</summary>
    public static DateTimeOffset Instant(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time, DateTimeKind.Unspecified);
        if (OffsetOn(day) is { } offset) return new DateTimeOffset(local, offset);
        if (Zone.IsInvalidTime(local)) local = local.AddHours(1);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local));
    }

    /// <summary>The offset from UTC of all times of a day; <c>null</c> if it changes on that day.</summary>
    private static TimeSpan? OffsetOn(DateOnly day)
    {
        var index = day.DayNumber - FirstKnown;
        if (index < 0 || index >= Offsets.Length) return null;
        // Threads that find the same empty place write the same value.
        if (Offsets[index] is var known and not 0) return TimeSpan.FromHours(known);
        var start = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        var offset = Zone.GetUtcOffset(start);
        if (offset != Zone.GetUtcOffset(start.AddDays(1)) || offset.Ticks % TimeSpan.TicksPerHour != 0) return null;
        Offsets[index] = (sbyte)offset.Hours;
        return offset;
    }
}
