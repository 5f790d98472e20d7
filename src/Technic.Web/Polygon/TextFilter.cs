using System.Globalization;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Web.Polygon;

/// <summary>
/// Polygon's filter parameters: <c>name</c>, <c>name.gt</c>, <c>name.gte</c>, <c>name.lt</c>, <c>name.lte</c>, <c>name.any_of</c>. Values
/// are compared as texts (ordinal).
/// </summary>
/// <param name="Same">The only value; <c>null</c> for any.</param>
/// <param name="Above">The value that all are greater than; <c>null</c> for none.</param>
/// <param name="AtLeast">The smallest value; <c>null</c> for none.</param>
/// <param name="Below">The value that all are less than; <c>null</c> for none.</param>
/// <param name="AtMost">The largest value; <c>null</c> for none.</param>
/// <param name="AnyOf">The possible values; empty for any.</param>
internal sealed record TextFilter(
    string? Same, string? Above, string? AtLeast, string? Below, string? AtMost, IReadOnlyCollection<string> AnyOf)
{
    /// <summary>The suffixes of the parameters.</summary>
    public static IReadOnlyList<string> Suffixes { get; } = ["", ".gt", ".gte", ".lt", ".lte", ".any_of"];

    /// <summary>The named values: that of <see cref="Same"/>, or those of <see cref="AnyOf"/>; empty without both.</summary>
    public IReadOnlyCollection<string> Named => Same is null ? AnyOf : [Same];

    /// <summary>The filter <c>ticker</c>. Tickers in another notation, e.g. in lower case, are those of Polygon's.</summary>
    /// <exception cref="ScanRequestException">Invalid ticker, or duplicate parameter.</exception>
    /// <exception cref="NotServedException">The ticker of another asset class.</exception>
    public static TextFilter Tickers(PolygonQuery query) =>
        Of(query, "ticker", (_, ticker) => PolygonCall.SymbolOf(ticker).Text, (_, ticker) => ticker);

    /// <summary>A filter of dates.</summary>
    /// <exception cref="ScanRequestException">Invalid date, or duplicate parameter.</exception>
    public static TextFilter Days(PolygonQuery query, string name) => Of(query, name, Day, Day);

    /// <summary>A filter of numbers; its values are those of <see cref="Key(double)"/>.</summary>
    /// <exception cref="ScanRequestException">Invalid number, or duplicate parameter.</exception>
    public static TextFilter Numbers(PolygonQuery query, string name) => Of(query, name, Number, Number);

    /// <summary>The text of a positive number; texts have the order of the numbers.</summary>
    public static string Key(double number) => number.ToString("000000000.000000000", CultureInfo.InvariantCulture);

    /// <summary>Whether a value matches all conditions (ISO dates compare chronologically).</summary>
    public bool Holds(string value) =>
        (Same is null || value == Same)
        && (Above is null || string.CompareOrdinal(value, Above) > 0)
        && (AtLeast is null || string.CompareOrdinal(value, AtLeast) >= 0)
        && (Below is null || string.CompareOrdinal(value, Below) < 0)
        && (AtMost is null || string.CompareOrdinal(value, AtMost) <= 0)
        && (AnyOf.Count == 0 || AnyOf.Contains(value));

    private const double MaxNumber = 999_999_999;

    private static string Day(string parameter, string text)
    {
        PolygonQuery.DayOf(parameter, text);
        return text;
    }

    private static string Number(string parameter, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? Key(Math.Clamp(number, 0, MaxNumber))
            : throw new ScanRequestException($"Invalid parameter '{parameter}' (got '{Printable.Of(text)}'): expected a number.");

    private static TextFilter Of(PolygonQuery query, string name, Func<string, string, string> exact, Func<string, string, string> bound)
    {
        var (anyOf, values) = ($"{name}.any_of", new List<string?>());
        foreach (var suffix in Suffixes.SkipLast(1))
        {
            var parameter = name + suffix;
            values.Add(query.Text(parameter) is { } text ? (suffix.Length == 0 ? exact : bound)(parameter, text) : null);
        }
        var any = query.List(anyOf).Select(value => exact(anyOf, value)).ToHashSet(StringComparer.Ordinal);
        return new TextFilter(values[0], values[1], values[2], values[3], values[4], any);
    }
}
