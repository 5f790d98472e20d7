using System.Numerics;

namespace Technic.Indicators;

/// <summary>
/// The relative strength index of a column (J. Welles Wilder), 0 … 100; the arithmetic of <see cref="Rsi"/>, bit for bit.
/// </summary>
internal static class RelativeStrength
{
    /// <summary>The index from <paramref name="first"/> + <paramref name="period"/> on; NaN before.</summary>
    /// <param name="x">n values.</param>
    /// <param name="first">The index of the first value.</param>
    /// <param name="period">The number of changes averaged.</param>
    /// <param name="result">n values; must not overlap x.</param>
    public static void Compute(ReadOnlySpan<double> x, int first, int period, Span<double> result)
    {
        var head = Math.Min(first + period, x.Length);
        if (x.Length <= first + period)
        {
            result.Fill(double.NaN);
            return;
        }
        using var scratch = Scratch.Rent(1, x.Length);
        Span<double> gains = result, losses = scratch[0];
        Changes(x[first..], gains[first..], losses[first..]);
        double gain = 0, loss = 0;
        for (var i = 1; i <= period; i++)
        {
            gain += (gains[first + i] - gain) / i;
            loss += (losses[first + i] - loss) / i;
        }
        (gains[head], losses[head]) = (gain, loss);
        var weight = 1.0 / period;
        for (var i = head + 1; i < gains.Length; i++)
        {
            gain += weight * (gains[i] - gain);
            loss += weight * (losses[i] - loss);
            gains[i] = gain;
            losses[i] = loss;
        }
        Shares.OfFirst(gains[head..], losses[head..], gains[head..]);
        result[..head].Fill(double.NaN);
    }

    /// <summary>The gains and losses from value to value, from index 1 on.</summary>
    private static void Changes(ReadOnlySpan<double> x, Span<double> gains, Span<double> losses)
    {
        var i = 1;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var change = new Vector<double>(x[i..]) - new Vector<double>(x[(i - 1)..]);
            Vector.MaxNative(change, Vector<double>.Zero).CopyTo(gains[i..]);
            Vector.MaxNative(-change, Vector<double>.Zero).CopyTo(losses[i..]);
        }
        for (; i < x.Length; i++)
        {
            var change = x[i] - x[i - 1];
            gains[i] = double.MaxNative(change, 0);
            losses[i] = double.MaxNative(-change, 0);
        }
    }
}
