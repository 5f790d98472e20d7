using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>
/// A sum to which values are added and from which they are subtracted again, as the pair of a double and the errors of its roundings
/// (D. E. Knuth's two-sum; T. J. Dekker, 1971). Only the sum of the errors is rounded itself, so the pair is exact while the largest sum is
/// below 2¹⁰⁰ units of the smallest value's last place, as it is for prices, volumes and their products. Beyond that each operation adds
/// at most 2⁻¹⁰⁵ of the largest sum that ever was: below 2⁻⁸² of it after 5 million bars. So a rolling window does not drift.
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

    /// <summary>Adds an unrounded product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProduct(double a, double b)
    {
        var product = a * b;
        _errors += Math.FusedMultiplyAdd(a, b, -product);
        Add(product);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Subtract(in ExactSum other)
    {
        _errors -= other._errors;
        Add(-other._sum);
    }

    /// <summary>The sum divided by a count, correctly rounded but for rare cases: the mean of equal values is exactly that value.</summary>
    /// <param name="count">The number of values.</param>
    /// <param name="inverse">1 ÷ count.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Mean(double count, double inverse)
    {
        var mean = _sum * inverse;
        return mean + (((Math.FusedMultiplyAdd(-mean, count, _sum)) + _errors) * inverse);
    }

    /// <summary>This sum − factor × (another sum), without cancellation of the digits that both have in common.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Less(double factor, in ExactSum other)
    {
        var product = factor * other._sum;
        var error = Math.FusedMultiplyAdd(factor, other._sum, -product);
        return (_sum - product) + (_errors - error - (factor * other._errors));
    }

    /// <summary>This sum − count × mean: what remains of a rounded mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Residue(double count, double mean) => Math.FusedMultiplyAdd(-mean, count, _sum) + _errors;
}
