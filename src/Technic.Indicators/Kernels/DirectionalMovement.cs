namespace Technic.Indicators;

/// <summary>J. Welles Wilder's directional movement; the arithmetic of <see cref="Adx"/>, bit for bit.</summary>
internal static class DirectionalMovement
{
    /// <summary>ADX at every bar; NaN before index 2 × period − 1.</summary>
    public static void Index(in Bars bars, int period, Span<double> result)
    {
        ReadOnlySpan<double> high = bars.High, low = bars.Low;
        if (!result.IsEmpty) result[0] = double.NaN;
        var weight = 1.0 / period;
        double plus = 0, minus = 0;
        for (var i = 1; i < result.Length; i++)
        {
            double up = high[i] - high[i - 1], down = low[i - 1] - low[i];
            if (i <= period)
            {
                plus += ((Math.Max(up, 0) * (up > down ? 1 : 0)) - plus) / i;
                minus += ((Math.Max(down, 0) * (down > up ? 1 : 0)) - minus) / i;
            }
            else
            {
                plus += weight * ((Math.Max(up, 0) * (up > down ? 1 : 0)) - plus);
                minus += weight * ((Math.Max(down, 0) * (down > up ? 1 : 0)) - minus);
            }
            result[i] = plus == minus ? 0 : 100 * Math.Abs(plus - minus) / (plus + minus);
        }
        Averages.Wilder(result, period, period, result);
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
            if (i <= period)
            {
                movement += (moved - movement) / i;
                range += (trueRange - range) / i;
            }
            else
            {
                movement += weight * (moved - movement);
                range += weight * (trueRange - range);
            }
            if (i >= period) result[i] = range == 0 ? 0 : 100 * movement / range;
        }
    }
}
