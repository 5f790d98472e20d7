namespace Technic.Indicators;

/// <summary>
/// Mean dollar volume of a bar: the mean of close × volume over the last <c>period</c> bars, in dollars. First value at index period − 1.
/// </summary>
public static class DollarVolume
{
    /// <summary>The mean at every bar; NaN where there is no value.</summary>
    /// <param name="close">Closes; n values.</param>
    /// <param name="volume">Shares; n values.</param>
    /// <param name="period">Bars averaged; at least 1.</param>
    /// <param name="dollarVolume">n values, in dollars a bar.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the period is below 1.</exception>
    public static void Compute(ReadOnlySpan<double> close, ReadOnlySpan<double> volume, int period, Span<double> dollarVolume)
    {
        Columns.RequirePeriod(period);
        Columns.RequireSameLength(close.Length, volume.Length);
        Columns.RequireSameLength(close.Length, dollarVolume.Length);
        for (var end = 1; end <= close.Length; end++) dollarVolume[end - 1] = Last(close[..end], volume[..end], period);
    }

    /// <summary>The mean at the last bar; NaN where there are too few bars.</summary>
    internal static double Last(ReadOnlySpan<double> close, ReadOnlySpan<double> volume, int period)
    {
        if (close.Length < period) return double.NaN;
        var sum = 0.0;
        for (var i = close.Length - period; i < close.Length; i++) sum += close[i] * volume[i];
        return sum / period;
    }
}
