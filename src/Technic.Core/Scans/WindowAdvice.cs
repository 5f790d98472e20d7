using Technic.Core.Formulas;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Scans;

/// <summary>Reports a window that is too short for a request, so that an empty result is not mistaken for a quiet market.</summary>
public static class WindowAdvice
{
    /// <summary>
    /// One sentence about the columns of the condition and of the order that cannot have a value in any row, because the window has too few
    /// sessions, and the required number of days; <c>null</c> if there are none, and for intraday bars.
    /// </summary>
    /// <param name="request">A validated request.</param>
    /// <param name="days">The window of the rows, in calendar days.</param>
    /// <param name="asOf">The last day of the window (New York date).</param>
    public static string? For(ScanRequest request, int days, DateOnly asOf)
    {
        if (request.Frequency != Frequency.Daily) return null;
        var bars = ExchangeCalendar.Nyse.SessionsBetween(asOf.AddDays(-days), asOf).Count();
        var missing = Columns(request).Where(column => column.BarsNeeded > bars).ToArray();
        if (missing.Length == 0) return null;
        var needed = missing.Max(column => column.BarsNeeded);
        var names = string.Join(" and ", missing.Select(column => column.Name));
        var have = missing.Length == 1 ? "has" : "have";
        return $"{names} {have} no value in any row: {days} days contain {bars} bars, but {needed} are required, "
            + $"which {DaysFor(needed, asOf)} days contain.";
    }

    private static IEnumerable<Column> Columns(ScanRequest request)
    {
        var asked = ScanFormulas.Of(request).Columns;
        return ScanColumns.TryFind(request.Sort, out var sort) ? asked.Append(sort).Distinct() : asked;
    }

    /// <summary>The number of sessions that contain a number of bars.</summary>
    internal static int SessionsOf(int bars, Frequency frequency)
    {
        if (frequency == Frequency.Daily) return bars;
        // Half days have fewer bars, and pre- and after-market bars are not complete.
        const int barsOfShortSession = 42;
        return (bars / barsOfShortSession) + 1;
    }

    /// <summary>The number of days that contain a number of sessions, rounded up, because holidays differ.</summary>
    internal static int DaysFor(int bars, DateOnly asOf)
    {
        const int step = 10;
        if (ExchangeCalendar.Nyse.CountBetween(ExchangeCalendar.FirstDay, asOf) <= bars) return PriceHistoryKey.MaxDays;
        var day = asOf;
        for (var sessions = 0; sessions < bars && day > ExchangeCalendar.FirstDay; day = day.AddDays(-1))
        {
            if (ExchangeCalendar.Nyse.IsSession(day)) sessions++;
        }
        return (((asOf.DayNumber - day.DayNumber) / step) + 1) * step;
    }
}
