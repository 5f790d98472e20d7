namespace Technic.Indicators;

/// <summary>Sums of the last values at every bar: anew for short windows, rolling and exact for long ones.</summary>
internal static class WindowSums
{
    /// <summary>The sums; NaN where there are too few bars.</summary>
    public static void Compute(ReadOnlySpan<double> x, int period, Span<double> sums)
    {
        if (period <= ShortWindows.LongestMean)
        {
            ShortWindows.Sums(x, period, sums);
        }
        else
        {
            var sum = new ExactSum();
            for (var i = 0; i < x.Length; i++)
            {
                sum.Replace(i < period ? 0 : x[i - period], x[i]);
                sums[i] = sum.Value;
            }
        }
        sums[..Math.Min(period - 1, sums.Length)].Fill(double.NaN);
    }
}
