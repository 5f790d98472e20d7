namespace Technic.Web.Polygon;

/// <summary>Converts split ratios to Polygon's format: from so many shares to so many.</summary>
internal static class SplitRatio
{
    private const int MaxShares = 100_000;
    private const double Tolerance = 1e-9;

    /// <summary>
    /// Returns the simplest fraction that equals the ratio (continued fractions), e.g. from 2 to 3 for 1.5 and from 10 to 1 for 0.1.
    /// </summary>
    public static (double From, double To) Fraction(double ratio)
    {
        var (to, from, earlierTo, earlierFrom) = (1.0, 0.0, 0.0, 1.0);
        for (var rest = ratio; ;)
        {
            var whole = Math.Floor(rest);
            (to, from, earlierTo, earlierFrom) = ((whole * to) + earlierTo, (whole * from) + earlierFrom, to, from);
            if (from > MaxShares || to > MaxShares) return (1, ratio);
            if (Math.Abs((to / from) - ratio) <= Tolerance * ratio) return (from, to);
            rest = 1 / (rest - whole);
        }
    }
}
