using System.Runtime.InteropServices;

namespace Technic.Core.Market;

/// <summary>Adjusts raw bars for splits as the exchanges' data vendors do: not for dividends.</summary>
public static class SplitAdjustment
{
    /// <summary>
    /// Divides the prices of every bar before a split's execution date by its ratio and multiplies the volume by it. Splits executed
    /// after <paramref name="asOf"/> are not known yet and change nothing, so a replay of a past day sees that day's prices.
    /// </summary>
    /// <param name="raw">The bars of one symbol as they were traded; daily or intraday.</param>
    /// <param name="splits">The splits of that symbol, in any order.</param>
    /// <param name="asOf">The last day (New York date) whose splits count.</param>
    /// <returns><paramref name="raw"/> itself when no split changes a bar of it.</returns>
    /// <exception cref="ArgumentException">A ratio is not a positive finite number.</exception>
    public static BarSeries Adjust(BarSeries raw, IEnumerable<Split> splits, DateOnly asOf)
    {
        if (raw.Count == 0) return raw;
        var executed = splits.Where(split => split.ExecutionDate <= asOf).OrderByDescending(split => split.ExecutionDate).ToArray();
        foreach (var split in executed)
        {
            if (!IsPossible(split.Ratio)) throw new ArgumentException($"A split's ratio has to be above 0, not {split.Ratio}.", nameof(splits));
        }
        if (executed.Length == 0 || executed[0].ExecutionDate <= raw.Times[0].Date) return raw;

        var n = raw.Count;
        var times = new int[n];
        MemoryMarshal.Cast<BarTime, int>(raw.Times).CopyTo(times);
        var values = new double[n * BarSeries.ValueColumns];
        for (var column = 0; column < BarSeries.ValueColumns; column++) raw.Column(column).CopyTo(values.AsSpan(column * n));

        // From the newest split back: the bars before each are divided by the product of all ratios from it on.
        var (end, ratio) = (n, 1.0);
        foreach (var split in executed)
        {
            var begin = raw.IndexAtOrAfter(BarTime.OfDay(split.ExecutionDate));
            Scale(values, n, begin, end, ratio);
            (end, ratio) = (begin, ratio * split.Ratio);
        }
        Scale(values, n, 0, end, ratio);
        return BarSeries.FromColumns(times, values);
    }

    private static void Scale(double[] values, int n, int begin, int end, double ratio)
    {
        if (ratio == 1) return;
        for (var column = 0; column < BarSeries.ValueColumns - 1; column++)
        {
            foreach (ref var price in values.AsSpan((column * n) + begin, end - begin)) price /= ratio;
        }
        foreach (ref var volume in values.AsSpan(((BarSeries.ValueColumns - 1) * n) + begin, end - begin)) volume *= ratio;
    }

    /// <summary>Whether one share can become so many.</summary>
    public static bool IsPossible(double ratio) => double.IsFinite(ratio) && ratio > 0;
}
