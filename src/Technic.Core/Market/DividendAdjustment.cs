namespace Technic.Core.Market;

/// <summary>
/// Adjusts bars for dividends: the prices before each ex-date are multiplied by 1 − dividend ÷ close before the ex-date, which makes a
/// return over the ex-date the total return (Center for Research in Security Prices, "Data Definitions and Coding": price adjustment for
/// cash distributions). Volumes are unchanged.
/// </summary>
public static class DividendAdjustment
{
    /// <summary>Adjusts bars for the dividends up to a day; later ones are not known yet and have no effect.</summary>
    /// <param name="bars">The bars of one symbol, adjusted for the splits executed until <paramref name="asOf"/>.</param>
    /// <param name="splits">The splits that the bars are adjusted for: amounts are as paid, for the shares of the ex-date.</param>
    /// <param name="dividends">
    /// The symbol's dividends, in any order. One that is not below the close before it is ignored, because no price would remain.
    /// </param>
    /// <param name="asOf">The last day (New York date) whose dividends count.</param>
    /// <returns><paramref name="bars"/> itself when no dividend changes any of them.</returns>
    public static BarSeries Adjust(BarSeries bars, IReadOnlyList<KnownSplit> splits, IReadOnlyList<Dividend> dividends, DateOnly asOf)
    {
        if (bars.Count == 0 || dividends.Count == 0) return bars;
        var scalings = new List<Scaling>();
        foreach (var dividend in dividends.Where(dividend => dividend.ExDate <= asOf).OrderByDescending(dividend => dividend.ExDate))
        {
            var before = bars.IndexAtOrAfter(BarTime.OfDay(dividend.ExDate)) - 1;
            if (before < 0) break;
            var close = bars.Close[before] * RatioAfter(splits, dividend.ExDate, asOf);
            if (dividend.Amount < close) scalings.Add(new Scaling(dividend.ExDate, 1 / (1 - (dividend.Amount / close)), VolumeFactor: 1));
        }
        return scalings.Count == 0 ? bars : BarScaling.Before(bars, scalings);
    }

    /// <summary>The ratio of all splits after a day.</summary>
    private static double RatioAfter(IReadOnlyList<KnownSplit> splits, DateOnly day, DateOnly asOf)
    {
        var ratio = 1.0;
        foreach (var known in splits)
        {
            if (known.Split.ExecutionDate > day && known.Split.ExecutionDate <= asOf) ratio *= known.Split.Ratio;
        }
        return ratio;
    }
}
