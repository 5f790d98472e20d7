using Technic.Core.Formulas;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Scans;

/// <summary>Tells when a window is too short for what a request asks of it, so that an empty answer does not look like a quiet market.</summary>
public static class WindowAdvice
{
    /// <summary>
    /// One sentence about the columns of the condition and of the order that cannot have a value in any row, because the window holds too few
    /// sessions, and the number of days that would do; <c>null</c> when there is none, and for intraday bars.
    /// </summary>
    /// <param name="request">A request that was validated.</param>
    /// <param name="days">The window that the rows are computed from, in calendar days.</param>
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
        return $"{names} {have} no value in any row: {days} days hold {bars} bars, and {needed} are needed; {DaysFor(needed, asOf)} days would do.";
    }

    private static IEnumerable<Column<RankedRow>> Columns(ScanRequest request)
    {
        IReadOnlyList<Column<RankedRow>> asked = request.Where is { } where ? WhereCondition.Compile(where).Columns : [];
        return ScanColumns.TryFind(request.Sort, out var sort) ? asked.Append(sort).Distinct() : asked;
    }

    /// <summary>Days in which so many sessions fit, rounded up, as holidays move.</summary>
    private static int DaysFor(int bars, DateOnly asOf)
    {
        const int step = 10;
        var day = asOf;
        for (var sessions = 0; sessions < bars && day > ExchangeCalendar.FirstDay; day = day.AddDays(-1))
        {
            if (ExchangeCalendar.Nyse.IsSession(day)) sessions++;
        }
        return (((asOf.DayNumber - day.DayNumber) / step) + 1) * step;
    }
}
