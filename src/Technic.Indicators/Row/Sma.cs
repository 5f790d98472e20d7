namespace Technic.Indicators;

/// <summary>
/// Simple moving average: the mean of the last <c>period</c> values, in their unit.
/// First value at index period − 1.
/// </summary>
/// <remarks>Convention: Stock.Indicators, <c>ToSma</c>.</remarks>
public static class Sma
{
    /// <summary>The average at every bar; NaN where there is no value.</summary>
    /// <param name="values">Any column; n values.</param>
    /// <param name="period">Bars averaged; at least 1.</param>
    /// <param name="sma">n values, in the unit of <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the period is below 1.</exception>
    public static void Compute(ReadOnlySpan<double> values, int period, Span<double> sma)
    {
        Columns.RequirePeriod(period);
        Columns.RequireSameLength(values.Length, sma.Length);
        for (var i = 0; i < values.Length; i++) sma[i] = Last(values[..(i + 1)], period);
    }

    /// <summary>The average at the last bar; NaN where there are fewer than <paramref name="period"/>.</summary>
    internal static double Last(ReadOnlySpan<double> values, int period) =>
        values.Length < period ? double.NaN : Window.Mean(values[^period..]);
}
