namespace Technic.Indicators;

/// <summary>
/// Slow stochastic oscillator, 0 … 100. Raw %K = 100 × (close − lowest low) ÷ (highest high − lowest low) of the last <c>period</c> bars;
/// %K = mean of the last <c>smoothing</c> raw values; %D = mean of the last <c>signal</c> %K. First %K at index period + smoothing − 2,
/// first %D at index period + smoothing + signal − 3. A close outside its own bar's range is limited to 0 or 100; without any range raw %K
/// is 50, the middle, so that a market and its mirror image always add up to 100.
/// </summary>
/// <remarks>George Lane. Convention: Stock.Indicators, <c>ToStoch</c>, which differs only for prices without any range (there 0).</remarks>
public static class Stochastic
{
    /// <summary>%K and %D at every bar; NaN where there is no value.</summary>
    /// <param name="high">Highs; n values.</param>
    /// <param name="low">Lows; n values.</param>
    /// <param name="close">Closes; n values.</param>
    /// <param name="period">The number of bars; at least 1.</param>
    /// <param name="smoothing">Raw values averaged to %K; at least 1.</param>
    /// <param name="signal">%K averaged to %D; at least 1.</param>
    /// <param name="k">n values, 0 … 100.</param>
    /// <param name="d">n values, 0 … 100.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a period is below 1.</exception>
    public static void Compute(
        ReadOnlySpan<double> high, ReadOnlySpan<double> low, ReadOnlySpan<double> close, int period, int smoothing, int signal,
        Span<double> k, Span<double> d)
    {
        Columns.RequirePeriod(period);
        Columns.RequirePeriod(smoothing);
        Columns.RequirePeriod(signal);
        Columns.RequireSameLength(close.Length, high.Length);
        Columns.RequireSameLength(close.Length, low.Length);
        Columns.RequireSameLength(close.Length, k.Length);
        Columns.RequireSameLength(close.Length, d.Length);
        var raw = d; // the caller's buffer for %D is free until %K is complete
        for (var i = 0; i < close.Length; i++) raw[i] = Raw(high[..(i + 1)], low[..(i + 1)], close[i], period);
        for (var i = 0; i < close.Length; i++) k[i] = MeanOrNone(raw, i, smoothing, firstIndex: period - 1);
        for (var i = 0; i < close.Length; i++) d[i] = MeanOrNone(k, i, signal, firstIndex: period + smoothing - 2);
    }

    /// <summary>%K and %D at the last bar.</summary>
    internal static (double K, double D) Last(
        ReadOnlySpan<double> high, ReadOnlySpan<double> low, ReadOnlySpan<double> close, int period, int smoothing, int signal)
    {
        var rawCount = Math.Min(smoothing + signal - 1, close.Length - period + 1);
        if (rawCount < smoothing) return (double.NaN, double.NaN);
        Span<double> raw = stackalloc double[rawCount];
        for (var i = 0; i < rawCount; i++)
        {
            var end = close.Length - rawCount + i + 1;
            raw[i] = Raw(high[..end], low[..end], close[end - 1], period);
        }
        Span<double> k = stackalloc double[rawCount - smoothing + 1];
        for (var i = 0; i < k.Length; i++) k[i] = Window.Mean(raw.Slice(i, smoothing));
        return (k[^1], k.Length < signal ? double.NaN : Window.Mean(k));
    }

    private static double Raw(ReadOnlySpan<double> high, ReadOnlySpan<double> low, double close, int period)
    {
        if (high.Length < period) return double.NaN;
        double highest = Window.Max(high[^period..]), lowest = Window.Min(low[^period..]);
        return highest == lowest ? 50 : Math.Clamp(100 * (close - lowest) / (highest - lowest), 0, 100);
    }

    private static double MeanOrNone(ReadOnlySpan<double> values, int index, int count, int firstIndex) =>
        index - count + 1 < firstIndex ? double.NaN : Window.Mean(values.Slice(index - count + 1, count));
}
