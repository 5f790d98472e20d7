namespace Technic.Indicators;

/// <summary>
/// A bar's volume in multiples of what is usual: volume ÷ mean volume of the <c>period</c> bars before it. First value at index period;
/// none where those bars traded nothing.
/// </summary>
public static class VolumeRatio
{
    /// <summary>The ratio at every bar; NaN where there is no value.</summary>
    /// <param name="volume">Shares; n values.</param>
    /// <param name="period">Bars before the bar that are averaged; at least 1.</param>
    /// <param name="ratio">n values, multiples.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the period is below 1.</exception>
    public static void Compute(ReadOnlySpan<double> volume, int period, Span<double> ratio)
    {
        Columns.RequirePeriod(period);
        Columns.RequireSameLength(volume.Length, ratio.Length);
        for (var i = 0; i < volume.Length; i++) ratio[i] = Last(volume[..(i + 1)], period);
    }

    /// <summary>The ratio at the last bar; NaN where there are too few bars.</summary>
    internal static double Last(ReadOnlySpan<double> volume, int period)
    {
        if (volume.Length <= period) return double.NaN;
        var usual = Window.Mean(volume.Slice(volume.Length - 1 - period, period));
        return usual > 0 ? volume[^1] / usual : double.NaN;
    }
}
