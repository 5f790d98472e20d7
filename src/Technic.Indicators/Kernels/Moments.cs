using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>
/// Mean and variance of a rolling window. Sums of values and of squares are <see cref="ExactSum"/>s, so the variance is right to
/// about 1e-15 + 1e-28 × (mean ÷ deviation)², relative, at any bar of any series. A window of equal values has exactly no variance.
/// </summary>
internal struct Moments(int period)
{
    private readonly double _inverse = 1.0 / period;
    private ExactSum _sum;
    private ExactSum _squares;
    private double _latest = double.NaN;
    private int _equal;

    /// <summary>Whether all values of the window are equal.</summary>
    public readonly bool IsConstant => _equal >= period;

    public readonly double Mean
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _sum.Mean(period, _inverse);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        _sum.Add(value);
        _squares.AddProduct(value, value);
        Latest(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Replace(double leaving, double entering)
    {
        _sum.Replace(leaving, entering);
        // x² − y² = (x − y)(x + y) would lose digits where a value is far from the others.
        _squares.AddProduct(entering, entering);
        _squares.AddProduct(-leaving, leaving);
        Latest(entering);
    }

    /// <summary>The sum of the squared deviations from the mean.</summary>
    /// <param name="mean"><see cref="Mean"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double SquaredDeviations(double mean) =>
        IsConstant ? 0 : Math.Max(0, _squares.Less(mean, _sum) - (mean * _sum.Residue(period, mean)));

    /// <summary>The population variance (divisor period).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Variance(double mean) => SquaredDeviations(mean) * _inverse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Latest(double value)
    {
        _equal = value == _latest ? _equal + 1 : 1;
        _latest = value;
    }
}
