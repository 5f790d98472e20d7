using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Rating;

/// <summary>
/// The bars that a row is computed from, so that its rating does not depend on the displayed window: daily bars of the last
/// <see cref="Days"/> calendar days, or all intraday bars.
/// </summary>
public static class RatingWindow
{
    /// <summary>
    /// Calendar days that contain the bars of all rules: 200 for the longest average, 252 for the year's extremes, and the warm-up of the
    /// recursive averages.
    /// </summary>
    public const int Days = PriceHistoryKey.UsualDays;

    /// <summary>The window that a complete rating needs, in calendar days.</summary>
    /// <param name="days">The requested window, in calendar days.</param>
    /// <param name="frequency">The length of a bar.</param>
    public static int Complete(int days, Frequency frequency) => frequency == Frequency.Daily ? Math.Max(days, Days) : days;

    /// <summary>The part of a series that a row is computed from; it shares the columns.</summary>
    /// <param name="bars">At least one bar.</param>
    public static BarSeries Of(BarSeries bars)
    {
        var (first, last) = (bars.Times[0], bars.Times[^1]);
        if (!first.IsMidnight) return bars;
        var from = last.Date.AddDays(-Days);
        return first.Date >= from ? bars : bars.Between(from, last.Date);
    }
}
