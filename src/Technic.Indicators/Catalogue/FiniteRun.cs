using System.Numerics;

namespace Technic.Indicators;

/// <summary>Finds the parts of two columns without a missing or infinite value.</summary>
internal static class FiniteRun
{
    /// <summary>The number of leading bars at which a column has no finite value.</summary>
    public static int Gap(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var i = 0;
        while (i < first.Length && !(double.IsFinite(first[i]) && double.IsFinite(second[i]))) i++;
        return i;
    }

    /// <summary>The number of leading bars at which both columns have finite values.</summary>
    public static int Length(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var i = 0;
        // The difference of a finite value from itself is 0, that of all others NaN.
        for (; i <= first.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> a = new(first[i..]), b = new(second[i..]);
            if (!Vector.EqualsAll((a - a) + (b - b), Vector<double>.Zero)) break;
        }
        while (i < first.Length && double.IsFinite(first[i]) && double.IsFinite(second[i])) i++;
        return i;
    }
}
