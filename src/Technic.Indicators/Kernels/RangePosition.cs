namespace Technic.Indicators;

/// <summary>
/// The position of a value in the range of the last bars, 0 … 100: <c>100 × (value − lowest) ÷ (highest − lowest)</c>; 50 without any
/// range.
/// </summary>
internal static class RangePosition
{
    /// <summary>The positions; NaN where there are too few bars.</summary>
    /// <param name="high">n values.</param>
    /// <param name="low">n values.</param>
    /// <param name="value">n values; one outside its range is limited to 0 or 100.</param>
    /// <param name="first">The index of the first value of the columns.</param>
    /// <param name="period">The number of bars of the range.</param>
    /// <param name="result">n values; must not overlap the columns.</param>
    public static void Compute(
        ReadOnlySpan<double> high, ReadOnlySpan<double> low, ReadOnlySpan<double> value, int first, int period, Span<double> result)
    {
        var head = Math.Min(first + period - 1, result.Length);
        result[..head].Fill(double.NaN);
        if (head == result.Length) return;
        using var scratch = Scratch.Rent(1, result.Length);
        Span<double> highest = scratch[0][first..], lowest = result[first..];
        Extreme.HighestSoFar(high[first..], period, highest);
        Extreme.LowestSoFar(low[first..], period, lowest);
        for (var i = period - 1; i < lowest.Length; i++)
        {
            double bottom = lowest[i], range = highest[i] - bottom;
            lowest[i] = range == 0 ? 50 : Math.Clamp(100 * (value[first + i] - bottom) / range, 0, 100);
        }
        result[..head].Fill(double.NaN);
    }
}
