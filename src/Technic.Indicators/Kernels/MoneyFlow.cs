namespace Technic.Indicators;

/// <summary>Marc Chaikin's money flow: volume × ((close − low) − (high − close)) ÷ (high − low); 0 for a bar without range.</summary>
internal static class MoneyFlow
{
    public static void Volumes(in Bars bars, Span<double> result)
    {
        ReadOnlySpan<double> high = bars.High, low = bars.Low, close = bars.Close, volume = bars.Volume;
        for (var i = 0; i < result.Length; i++)
        {
            var range = high[i] - low[i];
            result[i] = range == 0 ? 0 : (close[i] - low[i] - (high[i] - close[i])) / range * volume[i];
        }
    }

    /// <summary>The sums of all flows so far.</summary>
    public static void Cumulate(in Bars bars, Span<double> result)
    {
        Volumes(bars, result);
        for (var i = 1; i < result.Length; i++) result[i] += result[i - 1];
    }
}
