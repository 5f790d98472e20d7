using System.Numerics;

namespace Technic.Core.Formulas.Nodes;

/// <summary>An operation on two numbers, for one pair and for a vector of pairs, with the same bits.</summary>
internal interface IPairOperation
{
    static abstract double Of(double left, double right);

    static abstract Vector<double> Of(Vector<double> left, Vector<double> right);
}

/// <summary>Applies operations to whole columns.</summary>
internal static class Pointwise
{
    private static readonly Vector<double> Missing = new(double.NaN);

    /// <summary>Applies an operation to each pair.</summary>
    public static void Apply<TOperation>(ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> result)
        where TOperation : IPairOperation
    {
        var i = 0;
        for (; i <= result.Length - Vector<double>.Count; i += Vector<double>.Count)
            TOperation.Of(new Vector<double>(left[i..]), new Vector<double>(right[i..])).CopyTo(result[i..]);
        for (; i < result.Length; i++) result[i] = TOperation.Of(left[i], right[i]);
    }

    /// <summary>A division by zero and an overflow have no value.</summary>
    public static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;

    /// <inheritdoc cref="Finite(double)"/>
    // The difference of a finite value from itself is 0, that of all others NaN.
    public static Vector<double> Finite(Vector<double> values) =>
        Vector.ConditionalSelect(Vector.Equals(values - values, Vector<double>.Zero), values, Missing);

    /// <summary>1 where a mask is set, otherwise 0.</summary>
    public static Vector<double> OneWhere(Vector<long> mask) =>
        Vector.ConditionalSelect(mask, Vector<double>.One, Vector<double>.Zero);
}
