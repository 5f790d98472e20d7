using System.Globalization;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Web.Polygon;

/// <summary>Polygon's instants: Unix milliseconds, or a New York date.</summary>
internal static class Instants
{
    // Beyond these no bar of an exchange can lie.
    private const long Latest = 4_102_444_800_000;

    /// <summary>The first or last millisecond of what a text names.</summary>
    /// <param name="name">The parameter, for the complaint.</param>
    /// <param name="text"><c>YYYY-MM-DD</c> or milliseconds.</param>
    /// <param name="last">Whether the last millisecond of a day is meant.</param>
    /// <exception cref="ScanRequestException">It is neither.</exception>
    public static long Parse(string name, string text, bool last)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1900 and < 2100)
            return last ? Of(BarTime.OfDay(day.AddDays(1))) - 1 : Of(BarTime.OfDay(day));
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= Latest) return milliseconds;
        throw new ScanRequestException($"Could not parse the time parameter: '{name}'. Use YYYY-MM-DD or Unix MS Timestamps, and not '{Printable.Of(text)}'.");
    }

    public static long Of(BarTime time) => time.ToInstant().ToUnixTimeMilliseconds();

    /// <summary>New York's date at an instant.</summary>
    public static DateOnly Day(long milliseconds) => NewYork.Date(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
