using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>
/// A sum to which values are added and from which they are subtracted again, as the pair of a double and the errors of its roundings
/// (T. J. Dekker, 1971; D. E. Knuth's two-sum). Only the sum of the errors is rounded: after m operations the pair differs from the
/// exact sum by at most m² × 2⁻¹⁰⁶ of the largest sum that ever was, which is below 2⁻⁶¹ for 5 million bars. So a rolling
/// window does not drift, and <see cref="Value"/> is within one unit in the last place of the exact sum unless that is below 2⁻⁸ of the
/// largest one.
/// </summary>
internal struct ExactSum
{
    private double _sum;
    private double _errors;

    public readonly double Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _sum + _errors;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        var sum = _sum + value;
        var part = sum - _sum;
        _errors += (_sum - (sum - part)) + (value - part);
        _sum = sum;
    }

    /// <summary>Replaces a value by another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Replace(double leaving, double entering)
    {
        // The difference does not depend on the sum, so that a bar costs one addition in the chain of dependent operations.
        var change = entering - leaving;
        var part = change - entering;
        _errors += (entering - (change - part)) - (leaving + part);
        Add(change);
    }
}
