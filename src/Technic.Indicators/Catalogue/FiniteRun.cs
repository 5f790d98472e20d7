using System.Numerics;

namespace Technic.Indicators;

/// <summary>
/// Finds the parts of two columns without a missing value. Values beyond ±1e100 count as missing, so that sums of squares are finite.
/// </summary>
internal static class FiniteRun
{
    private const double Limit = 1e100;

    /// <summary>The number of leading bars at which a column has no value.</summary>
    public static int Gap(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var i = 0;
        while (i < first.Length && !(IsValue(first[i]) && IsValue(second[i]))) i++;
        return i;
    }

    /// <summary>The number of leading bars at which both columns have values.</summary>
    public static int Length(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var i = 0;
        var limit = new Vector<double>(Limit);
        for (; i <= first.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var largest = Vector.Max(Vector.Abs(new Vector<double>(first[i..])), Vector.Abs(new Vector<double>(second[i..])));
            if (!Vector.LessThanOrEqualAll(largest, limit)) break;
        }
        while (i < first.Length && IsValue(first[i]) && IsValue(second[i])) i++;
        return i;
    }

    private static bool IsValue(double value) => Math.Abs(value) <= Limit;
}
