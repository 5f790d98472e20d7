using System.Numerics;

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

    /// <summary>Price × volume of the bars whose price rose, and of those whose price fell; 0 elsewhere. From index 1 on.</summary>
    public static void Directions(ReadOnlySpan<double> price, ReadOnlySpan<double> volume, Span<double> rising, Span<double> falling)
    {
        var i = 1;
        for (; i <= price.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> now = new(price[i..]), before = new(price[(i - 1)..]);
            var flow = now * new Vector<double>(volume[i..]);
            Vector.ConditionalSelect(Vector.GreaterThan(now, before), flow, Vector<double>.Zero).CopyTo(rising[i..]);
            Vector.ConditionalSelect(Vector.LessThan(now, before), flow, Vector<double>.Zero).CopyTo(falling[i..]);
        }
        for (; i < price.Length; i++)
        {
            var flow = price[i] * volume[i];
            rising[i] = price[i] > price[i - 1] ? flow : 0;
            falling[i] = price[i] < price[i - 1] ? flow : 0;
        }
    }
}
