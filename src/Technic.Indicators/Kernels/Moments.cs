using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>
/// Mean and variance of a rolling window. Sums of values and of squares are <see cref="ExactSum"/>s, summed anew after each
/// <see cref="Anchor"/> windows, so that the rounding of a square that was a million times as large does not stay. The variance is right to
/// about 1e-15 + 1e-28 × (largest value of the last 9 windows ÷ deviation)², relative, at any bar of any series. A window of equal
/// values has exactly no variance.
/// </summary>
internal struct Moments(int period)
{
    /// <summary>The number of windows after which sums are summed anew: an eighth of an addition a bar.</summary>
    public const int Anchor = 8;

    private readonly double _inverse = 1.0 / period;
    private int _next = Anchor * period;
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

    /// <summary>Moves the window to the next value of a series; bars follow each other from 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Roll(ReadOnlySpan<double> x, int bar)
    {
        var entering = x[bar];
        _equal = entering == _latest ? _equal + 1 : 1;
        _latest = entering;
        if (bar == _next)
        {
            SumAnew(x, bar);
            return;
        }
        _squares.AddProduct(entering, entering);
        if (bar < period)
        {
            _sum.Add(entering);
            return;
        }
        var leaving = x[bar - period];
        _sum.Replace(leaving, entering);
        // x² − y² = (x − y)(x + y) would lose digits where a value is far from the others.
        _squares.AddProduct(-leaving, leaving);
    }

    /// <summary>The sum of the squared deviations from the mean.</summary>
    /// <param name="mean"><see cref="Mean"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double SquaredDeviations(double mean) =>
        IsConstant ? 0 : Math.Max(0, _squares.Less(mean, _sum) - (mean * _sum.Residue(period, mean)));

    /// <summary>The population variance (divisor period).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Variance(double mean) => SquaredDeviations(mean) * _inverse;

    private void SumAnew(ReadOnlySpan<double> x, int bar)
    {
        _next = bar + (Anchor * period);
        (_sum, _squares) = (default, default);
        foreach (var value in x.Slice(bar - period + 1, period))
        {
            _sum.Add(value);
            _squares.AddProduct(value, value);
        }
    }
}
