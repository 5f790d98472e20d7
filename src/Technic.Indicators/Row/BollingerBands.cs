namespace Technic.Indicators;

/// <summary>
/// Bollinger bands: the simple average of the last <c>period</c> values ± <c>deviations</c> population standard deviations, in the unit of
/// the values. %B = (value − lower) ÷ (upper − lower): 0 at the lower band, 1 at the upper; no value where the bands meet.
/// Width = (upper − lower) ÷ average, a fraction; no value where the average is 0. First value at index period − 1.
/// </summary>
/// <remarks>John Bollinger, 1983. Convention: Stock.Indicators, <c>ToBollingerBands</c>.</remarks>
public static class BollingerBands
{
    /// <summary>The bands, %B and width at every bar; NaN where there is no value.</summary>
    /// <param name="values">Closes; n values.</param>
    /// <param name="period">At least 2.</param>
    /// <param name="deviations">Standard deviations from the average to a band; above 0.</param>
    /// <param name="upper">n values.</param>
    /// <param name="lower">n values.</param>
    /// <param name="percentB">n values, a fraction.</param>
    /// <param name="width">n values, a fraction.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a parameter is out of range.</exception>
    public static void Compute(
        ReadOnlySpan<double> values, int period, double deviations,
        Span<double> upper, Span<double> lower, Span<double> percentB, Span<double> width)
    {
        Columns.RequirePeriod(period, atLeast: 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deviations);
        Columns.RequireSameLength(values.Length, upper.Length);
        Columns.RequireSameLength(values.Length, lower.Length);
        Columns.RequireSameLength(values.Length, percentB.Length);
        Columns.RequireSameLength(values.Length, width.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var bands = Last(values[..(i + 1)], period, deviations);
            upper[i] = bands.Upper;
            lower[i] = bands.Lower;
            percentB[i] = bands.PercentB;
            width[i] = bands.Width;
        }
    }

    internal static Bands Last(ReadOnlySpan<double> values, int period, double deviations)
    {
        if (values.Length < period) return new Bands(double.NaN, double.NaN, double.NaN, double.NaN);
        var window = values[^period..];
        var mean = Window.Mean(window);
        var reach = deviations * Math.Sqrt(Window.SquaredDeviations(window, mean) / period);
        double upper = mean + reach, lower = mean - reach;
        return new Bands(
            upper,
            lower,
            upper == lower ? double.NaN : (values[^1] - lower) / (upper - lower),
            mean == 0 ? double.NaN : (upper - lower) / mean);
    }

    internal readonly record struct Bands(double Upper, double Lower, double PercentB, double Width);
}
