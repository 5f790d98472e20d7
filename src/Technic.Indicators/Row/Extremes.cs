namespace Technic.Indicators;

/// <summary>
/// The distance of the close from the highest high and the lowest low of the last <c>period</c> bars (including the last one), or of all
/// available ones if there are fewer: <c>100 × (close − extreme) ÷ extreme</c>, in percent. From the high it is 0 or negative, from the low
/// 0 or positive. A value at every bar, except where the extreme is 0.
/// </summary>
public static class Extremes
{
    /// <summary>The distances at every bar; NaN where there is no value.</summary>
    /// <param name="high">Highs; n values.</param>
    /// <param name="low">Lows; n values.</param>
    /// <param name="close">Closes; n values.</param>
    /// <param name="period">The number of bars; at least 1.</param>
    /// <param name="fromHigh">n values, in percent.</param>
    /// <param name="fromLow">n values, in percent.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the period is below 1.</exception>
    public static void Compute(
        ReadOnlySpan<double> high, ReadOnlySpan<double> low, ReadOnlySpan<double> close, int period, Span<double> fromHigh,
        Span<double> fromLow)
    {
        Columns.RequirePeriod(period);
        Columns.RequireSameLength(close.Length, high.Length);
        Columns.RequireSameLength(close.Length, low.Length);
        Columns.RequireSameLength(close.Length, fromHigh.Length);
        Columns.RequireSameLength(close.Length, fromLow.Length);
        for (var end = 1; end <= close.Length; end++)
        {
            (fromHigh[end - 1], fromLow[end - 1]) = Last(high[..end], low[..end], close[..end], period);
        }
    }

    /// <summary>The distances at the last of at least one bar.</summary>
    internal static (double FromHigh, double FromLow) Last(
        ReadOnlySpan<double> high, ReadOnlySpan<double> low, ReadOnlySpan<double> close, int period)
    {
        var count = BarsUsed(period, close.Length);
        return (RateOfChange.Percent(Window.Max(high[^count..]), close[^1]), RateOfChange.Percent(Window.Min(low[^count..]), close[^1]));
    }

    /// <summary>The number of bars of an extreme: the period, or all available ones.</summary>
    public static int BarsUsed(int period, int bars) => Math.Min(period, bars);
}
