using System.Numerics;

namespace Technic.Indicators;

/// <summary>Columns made of the prices of a bar and of the close before it.</summary>
internal static class Ranges
{
    /// <summary>True ranges; NaN at the first bar.</summary>
    public static void True(in Bars bars, Span<double> result)
    {
        ReadOnlySpan<double> high = bars.High, low = bars.Low, close = bars.Close;
        if (result.Length > 0) result[0] = double.NaN;
        var i = 1;
        for (; i <= result.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> top = new(high[i..]), bottom = new(low[i..]), previous = new(close[(i - 1)..]);
            var gap = Vector.MaxNative(Vector.Abs(top - previous), Vector.Abs(bottom - previous));
            Vector.MaxNative(top - bottom, gap).CopyTo(result[i..]);
        }
        for (; i < result.Length; i++) result[i] = TrueRange.Of(high[i], low[i], close[i - 1]);
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
        var i = 0;
        for (; i <= result.Length - Vector<double>.Count; i += Vector<double>.Count)
            ((new Vector<double>(high[i..]) + new Vector<double>(low[i..]) + new Vector<double>(close[i..])) / 3).CopyTo(result[i..]);
        for (; i < result.Length; i++) result[i] = (high[i] + low[i] + close[i]) / 3;
    }
}
