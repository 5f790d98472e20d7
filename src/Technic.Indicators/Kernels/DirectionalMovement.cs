using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>J. Welles Wilder's directional movement; the arithmetic of <see cref="Adx"/>, bit for bit.</summary>
internal static class DirectionalMovement
{
    /// <summary>ADX at every bar; NaN before index 2 × period − 1.</summary>
    public static void Index(in Bars bars, int period, Span<double> result)
    {
        ReadOnlySpan<double> high = bars.High, low = bars.Low;
        result[..Math.Min((2 * period) - 1, result.Length)].Fill(double.NaN);
        var weight = 1.0 / period;
        double plus = 0, minus = 0, index = 0;
        // All averages in one loop: each waits for its own value at the bar before, and they wait together.
        for (var i = 1; i < result.Length; i++)
        {
            double up = high[i] - high[i - 1], down = low[i - 1] - low[i];
            double rise = double.MaxNative(up, 0) * (up > down ? 1 : 0), fall = double.MaxNative(down, 0) * (down > up ? 1 : 0);
            plus = Next(plus, rise, i, period, weight);
            minus = Next(minus, fall, i, period, weight);
            if (i < period) continue;
            index = Next(index, plus == minus ? 0 : 100 * Math.Abs(plus - minus) / (plus + minus), i - period + 1, period, weight);
            if (i >= (2 * period) - 1) result[i] = index;
        }
    }

    /// <summary>+DI or −DI at every bar; NaN before index period.</summary>
    public static void Indicator(in Bars bars, int period, bool isPlus, Span<double> result)
    {
        ReadOnlySpan<double> high = bars.High, low = bars.Low, close = bars.Close;
        result[..Math.Min(period, result.Length)].Fill(double.NaN);
        var weight = 1.0 / period;
        double movement = 0, range = 0;
        for (var i = 1; i < result.Length; i++)
        {
            double up = high[i] - high[i - 1], down = low[i - 1] - low[i];
            var (own, other) = isPlus ? (up, down) : (down, up);
            var moved = Math.Max(own, 0) * (own > other ? 1 : 0);
            var trueRange = TrueRange.Of(high[i], low[i], close[i - 1]);
            movement = Next(movement, moved, i, period, weight);
            range = Next(range, trueRange, i, period, weight);
            if (i >= period) result[i] = range == 0 ? 0 : 100 * movement / range;
        }
    }

    /// <summary>The average with one more value, the count-th; the mean of all of them up to the period.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Next(double average, double value, int count, int period, double weight) =>
        count <= period ? average + ((value - average) / count) : average + (weight * (value - average));
}
