namespace Technic.Core.Market;

/// <summary>Adjusts raw bars for splits, in the same way as exchange data vendors: not for dividends.</summary>
public static class SplitAdjustment
{
    /// <summary>
    /// Divides the prices of every bar before a split's execution date by its ratio and multiplies the volume by it. Splits executed
    /// after <paramref name="asOf"/> are not known yet and have no effect, so that a replay of a past day has the prices of that day.
    /// </summary>
    /// <param name="raw">The bars of one symbol as traded; daily or intraday.</param>
    /// <param name="splits">The splits of that symbol, in any order.</param>
    /// <param name="asOf">The last day (New York date) whose splits count.</param>
    /// <returns><paramref name="raw"/> itself when no split changes any of them.</returns>
    /// <exception cref="ArgumentException">A ratio is not a positive finite number.</exception>
    public static BarSeries Adjust(BarSeries raw, IEnumerable<Split> splits, DateOnly asOf)
    {
        if (raw.Count == 0) return raw;
        var executed = splits.Where(split => split.ExecutionDate <= asOf).OrderByDescending(split => split.ExecutionDate).ToArray();
        foreach (var split in executed)
        {
            if (!IsPossible(split.Ratio))
                throw new ArgumentException($"The ratio of a split must be above 0; it is {split.Ratio}.", nameof(splits));
        }
        if (executed.Length == 0 || executed[0].ExecutionDate <= raw.Times[0].Date) return raw;

        return BarScaling.Before(raw, Array.ConvertAll(executed, split => new Scaling(split.ExecutionDate, split.Ratio, split.Ratio)));
    }

    /// <summary>Whether a ratio is valid.</summary>
    public static bool IsPossible(double ratio) => double.IsFinite(ratio) && ratio > 0;
}
