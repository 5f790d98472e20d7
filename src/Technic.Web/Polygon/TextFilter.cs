using Technic.Core.Scans;

namespace Technic.Web.Polygon;

/// <summary>Polygon's filter parameters: <c>name</c>, <c>name.gt</c>, <c>name.gte</c>, <c>name.lt</c>, <c>name.lte</c>.</summary>
internal sealed record TextFilter(string? Same, string? Above, string? AtLeast, string? Below, string? AtMost)
{
    /// <exception cref="ScanRequestException">Duplicate parameter.</exception>
    public static TextFilter Of(PolygonQuery query, string name) =>
        new(query.Text(name), query.Text($"{name}.gt"), query.Text($"{name}.gte"), query.Text($"{name}.lt"), query.Text($"{name}.lte"));

    /// <summary>
    /// Whether a value matches all conditions (ordinal comparison; ISO dates compare chronologically).
    /// </summary>
    public bool Holds(string value) =>
        (Same is null || value == Same)
        && (Above is null || string.CompareOrdinal(value, Above) > 0)
        && (AtLeast is null || string.CompareOrdinal(value, AtLeast) >= 0)
        && (Below is null || string.CompareOrdinal(value, Below) < 0)
        && (AtMost is null || string.CompareOrdinal(value, AtMost) <= 0);
}
