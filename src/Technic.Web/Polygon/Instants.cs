using System.Globalization;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Web.Polygon;

/// <summary>Polygon's time format: Unix milliseconds, or a New York date.</summary>
internal static class Instants
{
    // Times before 1900 and after 2100 have no bars and need no exact value.
    private const int FirstYear = 1900, LastYear = 2100;
    private const long Earliest = -2_208_988_800_000, Latest = 4_102_444_800_000;

    // Shorter numbers are milliseconds up to the year 5138.
    private const long LeastMicroseconds = 100_000_000_000_000, LeastNanoseconds = 100_000_000_000_000_000;

    /// <summary>Parses a time. One that is earlier or later than all bars is a time before or after them.</summary>
    /// <param name="name">The parameter, for error messages.</param>
    /// <param name="text">
    /// <c>YYYY-MM-DD</c>, or milliseconds; also microseconds and nanoseconds, which Polygon's Python client sends.
    /// </param>
    /// <param name="last">Whether a date means its last millisecond instead of its first.</param>
    /// <exception cref="ScanRequestException">Invalid format.</exception>
    public static long Parse(string name, string text, bool last)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            if (day.Year < FirstYear) return Earliest;
            if (day.Year >= LastYear) return Latest;
            return last ? Of(BarTime.OfDay(day.AddDays(1))) - 1 : Of(BarTime.OfDay(day));
        }
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            var milliseconds = number switch
            {
                >= LeastNanoseconds => number / 1_000_000,
                >= LeastMicroseconds => number / 1_000,
                _ => number,
            };
            return Math.Clamp(milliseconds, Earliest, Latest);
        }
        throw new ScanRequestException(
            $"Could not parse the time parameter: '{name}'. Use YYYY-MM-DD or Unix MS Timestamps (got '{Printable.Of(text)}').");
    }

    /// <summary>Returns the time of a query's filter; <c>null</c> without it.</summary>
    /// <inheritdoc cref="Parse"/>
    public static long? Optional(PolygonQuery query, string name, bool last) =>
        query.Text(name) is { } text ? Parse(name, text, last) : null;

    /// <summary>The end of a session.</summary>
    public static long EndOf(DateOnly session) =>
        MarketClock.Calendar.SessionOn(session) is { } day ? day.ClosesAt.ToUnixTimeMilliseconds() : Of(BarTime.OfDay(session));

    public static long Of(BarTime time) => time.ToInstant().ToUnixTimeMilliseconds();

    /// <summary>Returns the New York date of a time.</summary>
    public static DateOnly Day(long milliseconds) => NewYork.Date(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
