using System.Globalization;

namespace Technic.Polygon;

/// <summary>Formats durations as text.</summary>
internal static class Durations
{
    /// <summary>
    /// <c>0.4 seconds</c>, <c>20 seconds</c>, <c>5 minutes</c>, <c>1.5 hours</c>; rounded up, at least <c>0.1 seconds</c>.
    /// </summary>
    public static string Words(TimeSpan duration) => duration.TotalSeconds switch
    {
        <= 0.9 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Ceiling(duration.TotalSeconds * 10)) / 10:0.#} seconds"),
        < 120 => Whole(Math.Ceiling(duration.TotalSeconds), "second"),
        < 7200 => Whole(Math.Ceiling(duration.TotalMinutes), "minute"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours:0.#} hours"),
    };

    private static string Whole(double number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:0} {unit}{(number == 1 ? "" : "s")}");
}
