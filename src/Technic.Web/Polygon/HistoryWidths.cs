using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Web.Polygon;

/// <summary>The widths of the histories that answer requests: rounded up, so that similar requests share cache entries.</summary>
internal static class HistoryWidths
{
    /// <summary>The maximum range of intraday bars in days: longer ranges would use the provider's rate limit for hours.</summary>
    public const int MaxIntradayDays = 730;

    private static readonly int[] DailyWidths = [30, 90, 150, 365, 730, 1_825, 3_650, 7_300, 18_250, PriceHistoryKey.MaxDays];
    private static readonly int[] IntradayWidths = [2, 7, 14, 30, 60, 90, 180, 365, MaxIntradayDays];

    /// <summary>The key of the history from a day up to now; <c>null</c> when the day is after the last one with bars.</summary>
    /// <exception cref="NotServedException">The range is too large.</exception>
    public static PriceHistoryKey? From(DateOnly first, Symbol symbol, Frequency frequency, in Moment moment)
    {
        var end = moment.LastDay(frequency, replay: null);
        if (first > end) return null;
        var widths = frequency == Frequency.Daily ? DailyWidths : IntradayWidths;
        var width = Array.Find(widths, width => width >= end.DayNumber - first.DayNumber);
        if (width == 0 && frequency != Frequency.Daily)
            throw NotServedException.Unsupported(
                $"Intraday bars are available for the last {MaxIntradayDays} days; {first:yyyy-MM-dd} is earlier.");
        return new PriceHistoryKey(symbol, width == 0 ? PriceHistoryKey.MaxDays : width, frequency);
    }
}
