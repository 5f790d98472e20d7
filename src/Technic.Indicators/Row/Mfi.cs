namespace Technic.Indicators;

/// <summary>
/// Money flow index, 0 … 100: <c>100 × P ÷ (P + N)</c>, where P and N sum typical price × volume over those of the last <c>period</c> bars
/// whose typical price, (high + low + close) ÷ 3, rose or fell against the bar before. First value at index period.
/// No falling flow gives 100, no rising flow 0, and no flow at all (no volume, no movement) 50, so that a market and its mirror
/// image are symmetric.
/// </summary>
/// <remarks>
/// Gene Quong and Avrum Soudack, 1989. Convention: Stock.Indicators, <c>ToMfi</c>, which differs only without any flow (there 100).
/// </remarks>
public static class Mfi
{
    /// <summary>The index at every bar; NaN where there is no value.</summary>
    /// <param name="high">Highs; n values.</param>
    /// <param name="low">Lows; n values.</param>
    /// <param name="close">Closes; n values.</param>
    /// <param name="volume">Shares; n values.</param>
    /// <param name="period">At least 1.</param>
    /// <param name="mfi">n values, 0 … 100.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the period is below 1.</exception>
    public static void Compute(
        ReadOnlySpan<double> high, ReadOnlySpan<double> low, ReadOnlySpan<double> close, ReadOnlySpan<double> volume, int period,
        Span<double> mfi)
    {
        Columns.RequirePeriod(period);
        Columns.RequireSameLength(close.Length, high.Length);
        Columns.RequireSameLength(close.Length, low.Length);
        Columns.RequireSameLength(close.Length, volume.Length);
        Columns.RequireSameLength(close.Length, mfi.Length);
        for (var end = 1; end <= close.Length; end++) mfi[end - 1] = Last(high[..end], low[..end], close[..end], volume[..end], period);
    }

    /// <summary>The index at the last bar; NaN where there are too few bars.</summary>
    internal static double Last(
        ReadOnlySpan<double> high, ReadOnlySpan<double> low, ReadOnlySpan<double> close, ReadOnlySpan<double> volume, int period)
    {
        if (close.Length <= period) return double.NaN;
        double rising = 0, falling = 0;
        var first = close.Length - period;
        var previous = (high[first - 1] + low[first - 1] + close[first - 1]) / 3;
        for (var i = first; i < close.Length; i++)
        {
            var typical = (high[i] + low[i] + close[i]) / 3;
            var flow = typical * volume[i];
            if (typical > previous) rising += flow;
            else if (typical < previous) falling += flow;
            previous = typical;
        }
        return rising == 0 && falling == 0 ? 50 : 100 * rising / (rising + falling);
    }
}
