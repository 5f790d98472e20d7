using System.Globalization;
using Technic.Core.Market.Calendar;

namespace Technic.Columnar;

/// <summary>The dates of daily bars in the forms that other tools write.</summary>
internal static class RowDates
{
    private const int FirstDigits = 19000101, LastDigits = 21001231;

    // Shorter numbers are seconds up to the year 5138, and so on.
    private const double LeastMilliseconds = 1e11, LeastMicroseconds = 1e14, LeastNanoseconds = 1e17;

    private static readonly string[] Formats =
        ["yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd", "yyyy-MM-dd' 00:00:00'", "yyyy-MM-dd'T00:00:00'", "yyyy-MM-dd'T00:00:00Z'"];

    /// <summary>Numbers such as 20261120; <c>null</c> when they are other ones.</summary>
    public static DateOnly?[]? OfDigits(double[] numbers) =>
        Array.TrueForAll(numbers, number => double.IsNaN(number) || number is >= FirstDigits and <= LastDigits)
            ? Array.ConvertAll(numbers, number => double.IsNaN(number) ? null : OfText(number.ToString("F0", CultureInfo.InvariantCulture)))
            : null;

    /// <summary>Seconds, milliseconds, microseconds or nanoseconds since 1970; <c>null</c> for no number or one without a time.</summary>
    public static DateTime? TimeOf(double number)
    {
        var seconds = Math.Abs(number) switch
        {
            >= LeastNanoseconds => number / 1e9,
            >= LeastMicroseconds => number / 1e6,
            >= LeastMilliseconds => number / 1e3,
            _ => number,
        };
        return Math.Abs(seconds) < LeastMilliseconds ? DateTime.UnixEpoch.AddSeconds(Math.Round(seconds)) : null;
    }

    /// <summary>The dates of times, if all of them mean days; otherwise <c>null</c>.</summary>
    public static DateOnly?[]? OfTimes(DateTime?[] times) =>
        Convert(times, time => time.TimeOfDay == default ? DateOnly.FromDateTime(time) : null)
        ?? Convert(times, time => OfNewYork(NewYork.LocalTime(new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)))))
        ?? Convert(times, OfNewYork);

    /// <summary>The date of a text; <c>null</c> for another text.</summary>
    public static DateOnly? OfText(string? text) =>
        DateOnly.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>The date of midnight, of 16:00 or of the close of its session in New York; <c>null</c> for another time.</summary>
    private static DateOnly? OfNewYork(DateTime local)
    {
        var (day, time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        if (time == default || time == ExchangeCalendar.RegularClose) return day;
        return MarketClock.Calendar.SessionOn(day) is { } session && session.ClosesAt == NewYork.Instant(day, time) ? day : null;
    }

    private static DateOnly?[]? Convert(DateTime?[] times, Func<DateTime, DateOnly?> date)
    {
        var dates = new DateOnly?[times.Length];
        for (var i = 0; i < times.Length; i++)
        {
            if (times[i] is { } time && (dates[i] = date(time)) is null) return null;
        }
        return dates;
    }
}
