namespace Technic.Indicators;

/// <summary>
/// Exponential moving average, in the unit of its values: seeded by the simple average of the first <c>period</c> values, then
/// <c>EMA += 2 ÷ (period + 1) × (value − EMA)</c>. First value at index period − 1.
/// </summary>
/// <remarks>Convention: Stock.Indicators, <c>ToEma</c>.</remarks>
public static class Ema
{
    /// <summary>The average at every bar; NaN where there is no value.</summary>
    /// <param name="values">Any column; n values.</param>
    /// <param name="period">At least 1.</param>
    /// <param name="ema">n values, in the unit of <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the period is below 1.</exception>
    public static void Compute(ReadOnlySpan<double> values, int period, Span<double> ema)
    {
        Columns.RequirePeriod(period);
        Columns.RequireSameLength(values.Length, ema.Length);
        var average = RecursiveAverage.Exponential(period);
        for (var i = 0; i < values.Length; i++)
        {
            average.Add(values[i]);
            ema[i] = average.Value;
        }
    }
}
