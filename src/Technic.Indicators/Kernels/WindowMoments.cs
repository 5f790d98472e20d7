using System.Numerics;

namespace Technic.Indicators;

/// <summary>Means and deviations of the last values at every bar: anew for short windows, rolling for long ones.</summary>
internal static class WindowMoments
{
    /// <summary>Means, and sums of the squared deviations from them; NaN where there are too few bars.</summary>
    public static void Compute(ReadOnlySpan<double> x, int period, Span<double> means, Span<double> squares)
    {
        var head = Math.Min(period - 1, x.Length);
        if (period <= ShortWindows.LongestMoments)
        {
            ShortWindows.Moments(x, period, means, squares);
        }
        else
        {
            var moments = new Moments(period);
            for (var i = 0; i < x.Length; i++)
            {
                moments.Roll(x, i);
                means[i] = moments.Mean;
                squares[i] = moments.SquaredDeviations(means[i]);
            }
        }
        means[..head].Fill(double.NaN);
        squares[..head].Fill(double.NaN);
    }

    /// <summary>Replaces sums of squares by the roots of factor × sum.</summary>
    public static void Roots(Span<double> squares, double factor)
    {
        var i = 0;
        for (; i <= squares.Length - Vector<double>.Count; i += Vector<double>.Count)
            Vector.SquareRoot(new Vector<double>(squares[i..]) * factor).CopyTo(squares[i..]);
        for (; i < squares.Length; i++) squares[i] = Math.Sqrt(squares[i] * factor);
    }
}
