namespace Technic.Indicators;

/// <summary>
/// The gap a bar opened with, in percent: <c>100 × (open − previous close) ÷ previous close</c>. First value at index 1; none after a close
/// of 0.
/// </summary>
public static class Gap
{
    /// <summary>The gap at every bar; NaN where there is no value.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Compute(ReadOnlySpan<double> open, ReadOnlySpan<double> close, Span<double> gap)
    {
        Columns.RequireSameLength(close.Length, open.Length);
        Columns.RequireSameLength(close.Length, gap.Length);
        for (var end = 1; end <= close.Length; end++) gap[end - 1] = Last(open[..end], close[..end]);
    }

    /// <summary>The gap of the last bar; NaN where it is the only one.</summary>
    internal static double Last(ReadOnlySpan<double> open, ReadOnlySpan<double> close) =>
        close.Length < 2 ? double.NaN : RateOfChange.Percent(close[^2], open[^1]);
}
