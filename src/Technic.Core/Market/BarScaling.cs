using System.Runtime.InteropServices;

namespace Technic.Core.Market;

/// <summary>A scaling of the bars before a day.</summary>
/// <param name="Day">The day (New York date).</param>
/// <param name="PriceDivisor">The divisor of prices.</param>
/// <param name="VolumeFactor">The factor of volumes.</param>
internal readonly record struct Scaling(DateOnly Day, double PriceDivisor, double VolumeFactor);

/// <summary>Scales the bars before days.</summary>
internal static class BarScaling
{
    /// <summary>Scales the bars before each day; a bar before several days is scaled by all of them.</summary>
    /// <param name="bars">The bars of one symbol.</param>
    /// <param name="scalings">By day, the newest first.</param>
    public static BarSeries Before(BarSeries bars, IReadOnlyList<Scaling> scalings)
    {
        var n = bars.Count;
        var times = new int[n];
        MemoryMarshal.Cast<BarTime, int>(bars.Times).CopyTo(times);
        var values = new double[n * bars.Columns];
        for (var column = 0; column < bars.Columns; column++) bars.Column(column).CopyTo(values.AsSpan(column * n));

        // From the newest day back: bars are scaled by the product of all later factors.
        var (end, price, volume) = (n, 1.0, 1.0);
        foreach (var scaling in scalings)
        {
            var begin = bars.IndexAtOrAfter(BarTime.OfDay(scaling.Day));
            Scale(values, n, begin, end, price, volume);
            (end, price, volume) = (begin, price * scaling.PriceDivisor, volume * scaling.VolumeFactor);
        }
        Scale(values, n, 0, end, price, volume);
        return BarSeries.FromColumns(times, values);
    }

    private static void Scale(double[] values, int n, int begin, int end, double price, double volume)
    {
        if (price != 1)
        {
            for (var column = 0; column < values.Length / n; column++)
            {
                if (column == MarketDay.VolumeColumn) continue;
                foreach (ref var value in values.AsSpan((column * n) + begin, end - begin)) value /= price;
            }
        }
        if (volume == 1) return;
        foreach (ref var value in values.AsSpan((MarketDay.VolumeColumn * n) + begin, end - begin)) value *= volume;
    }
}
