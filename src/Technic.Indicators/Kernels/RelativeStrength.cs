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
        result[..head].Fill(double.NaN);
        if (x.Length <= first + period) return;
        double gain = 0, loss = 0;
        for (var i = 1; i <= period; i++)
        {
            var change = x[first + i] - x[first + i - 1];
            gain += (Math.Max(change, 0) - gain) / i;
            loss += (Math.Max(-change, 0) - loss) / i;
        }
        result[head] = Index(gain, loss);
        var weight = 1.0 / period;
        for (var i = head + 1; i < x.Length; i++)
        {
            var change = x[i] - x[i - 1];
            gain += weight * (Math.Max(change, 0) - gain);
            loss += weight * (Math.Max(-change, 0) - loss);
            result[i] = Index(gain, loss);
        }
    }

    private static double Index(double gain, double loss) => gain == 0 && loss == 0 ? 50 : 100 * gain / (gain + loss);
}
