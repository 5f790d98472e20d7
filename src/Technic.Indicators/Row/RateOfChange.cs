namespace Technic.Indicators;

/// <summary>
/// Rate of change, in percent: <c>100 × (value − value of period bars ago) ÷ value of period bars ago</c>. First value at index period;
/// none where the earlier value is 0.
/// </summary>
/// <remarks>Convention: Stock.Indicators, <c>ToRoc</c>.</remarks>
public static class RateOfChange
{
    /// <summary>The rate at every bar; NaN where there is no value.</summary>
    /// <param name="values">Closes; n values.</param>
    /// <param name="period">The number of bars; at least 1.</param>
    /// <param name="roc">n values, in percent.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the period is below 1.</exception>
    public static void Compute(ReadOnlySpan<double> values, int period, Span<double> roc)
    {
        Columns.RequirePeriod(period);
        Columns.RequireSameLength(values.Length, roc.Length);
        for (var i = 0; i < values.Length; i++) roc[i] = Last(values[..(i + 1)], period);
    }

    /// <summary>The rate at the last bar; NaN where there are too few bars.</summary>
    internal static double Last(ReadOnlySpan<double> values, int period) =>
        values.Length <= period ? double.NaN : Percent(values[^(period + 1)], values[^1]);

    /// <summary>The change from one value to another in percent of the first; NaN where that is 0.</summary>
    internal static double Percent(double from, double to) => from == 0 ? double.NaN : 100 * (to - from) / from;
}
