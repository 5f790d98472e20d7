namespace Technic.Indicators;

/// <summary>Columns made of the prices of a bar and of the close before it.</summary>
internal static class Ranges
{
    /// <summary>True ranges; NaN at the first bar.</summary>
    public static void True(in Bars bars, Span<double> result)
    {
        ReadOnlySpan<double> high = bars.High, low = bars.Low, close = bars.Close;
        if (result.Length > 0) result[0] = double.NaN;
        for (var i = 1; i < result.Length; i++) result[i] = TrueRange.Of(high[i], low[i], close[i - 1]);
    }

    /// <summary>Wilder's averages of the true range, first at index period.</summary>
    public static void AverageTrue(in Bars bars, int period, Span<double> result)
    {
        True(bars, result);
        Averages.Wilder(result, 1, period, result);
    }

    /// <summary>The middles (high + low) ÷ 2.</summary>
    public static void Middle(in Bars bars, Span<double> result)
    {
        ReadOnlySpan<double> high = bars.High, low = bars.Low;
        for (var i = 0; i < result.Length; i++) result[i] = (high[i] + low[i]) / 2;
    }

    /// <summary>The typical prices (high + low + close) ÷ 3.</summary>
    public static void Typical(in Bars bars, Span<double> result)
    {
        ReadOnlySpan<double> high = bars.High, low = bars.Low, close = bars.Close;
        for (var i = 0; i < result.Length; i++) result[i] = (high[i] + low[i] + close[i]) / 3;
    }
}
