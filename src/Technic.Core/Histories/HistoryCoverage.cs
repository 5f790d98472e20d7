using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>The sessions in a daily history.</summary>
/// <param name="First">The day of the first bar (New York date); <c>null</c> without bars.</param>
/// <param name="Last">The day of the last bar.</param>
/// <param name="Bars">The number of bars.</param>
/// <param name="Gaps">Sessions between the first and the last bar without a bar, ascending.</param>
public sealed record HistoryCoverage(DateOnly? First, DateOnly? Last, int Bars, IReadOnlyList<DateOnly> Gaps)
{
    /// <summary>The coverage of a daily history.</summary>
    /// <exception cref="ArgumentException">The history has intraday bars.</exception>
    public static HistoryCoverage Of(PriceHistory history)
    {
        if (history.Key.Frequency != Frequency.Daily) throw new ArgumentException($"{history.Key} has no daily bars.", nameof(history));
        if (history.IsEmpty) return new HistoryCoverage(null, null, 0, []);
        var held = new HashSet<DateOnly>(history.Bars.Count);
        foreach (var time in history.Bars.Times) held.Add(time.Date);
        var (first, last) = (history.Bars.Times[0].Date, history.Bars.Times[^1].Date);
        return new HistoryCoverage(
            first, last, history.Bars.Count, [.. ExchangeCalendar.Nyse.SessionsBetween(first, last).Where(day => !held.Contains(day))]);
    }
}
