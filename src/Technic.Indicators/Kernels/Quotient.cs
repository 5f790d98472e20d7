using System.Numerics;
using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>Divisions that have no value where the divisor is 0, or too near to 0 for a finite result.</summary>
internal static class Quotient
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double dividend, double divisor)
    {
        var quotient = dividend / divisor;
        return double.IsFinite(quotient) ? quotient : double.NaN;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Of(Vector<double> dividend, Vector<double> divisor)
    {
        var quotient = dividend / divisor;
        var isFinite = Vector.LessThanOrEqual(Vector.Abs(quotient), new Vector<double>(double.MaxValue));
        return Vector.ConditionalSelect(isFinite, quotient, new Vector<double>(double.NaN));
    }

    /// <summary>The change from one value to another in percent of the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double PercentChange(double from, double to) => Of(100 * (to - from), from);

    /// <summary>The changes from each value of a column to that of another in percent of the first.</summary>
    public static void PercentChanges(ReadOnlySpan<double> from, ReadOnlySpan<double> to, Span<double> result)
    {
        var i = 0;
        for (; i <= result.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var start = new Vector<double>(from[i..]);
            Of((new Vector<double>(to[i..]) - start) * 100, start).CopyTo(result[i..]);
        }
        for (; i < result.Length; i++) result[i] = PercentChange(from[i], to[i]);
    }

    /// <summary>(a − b) ÷ (c − d) for each bar of four columns.</summary>
    public static void OfDifferences(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> c, ReadOnlySpan<double> d, Span<double> result)
    {
        var i = 0;
        for (; i <= result.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var dividend = new Vector<double>(a[i..]) - new Vector<double>(b[i..]);
            Of(dividend, new Vector<double>(c[i..]) - new Vector<double>(d[i..])).CopyTo(result[i..]);
        }
        for (; i < result.Length; i++) result[i] = Of(a[i] - b[i], c[i] - d[i]);
    }
}
