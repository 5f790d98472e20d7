using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>
/// Chooses between whole-market days and single symbols by the number of requests. A key lacks all days from some day on; if the days from
/// t on are requested, they serve every key that lacks nothing before t, and the others are singles: <c>cost(t) = days from t on that the
/// archive lacks + requests for splits + keys that lack something before t</c>. The lowest cost is chosen; of equal ones the one with the
/// most singles, which transfers the least data.
/// </summary>
/// <param name="archive">The available days and splits; <c>null</c> when the source provides single symbols only.</param>
/// <param name="source">L3.</param>
public sealed class LoadPlanner(MarketArchive? archive, IPriceSource source)
{
    /// <summary>The provider lists about five splits a session, and a thousand a page.</summary>
    private const int SessionsPerSplitPage = 200;

    /// <summary>Plans the load of the open keys of a search.</summary>
    public LoadOrder Plan(HistorySearch search)
    {
        var queries = search.Open();
        if (archive is null || queries.Length == 0 || search.Frequency != Frequency.Daily || !archive.IsUsable)
            return LoadOrder.OfSingles(queries, source, search);

        var window = search.Window;
        var missing = archive.Missing(window);
        var lacking = WithDue(missing, archive.Due(window));
        var areSplitsKnown = archive.Known.Cover(search.Splits, window.From, window.To);
        // The archive has all days and no bar of the symbol: it has none at all, or it is not part of the whole-market days.
        if (!search.IsScan && lacking.Count == 0 && areSplitsKnown && queries[0].CoveredTo is null)
            return LoadOrder.OfSingles(queries, source, search);
        if (missing.Count == 0 && lacking.Count > 0) return Renewed(queries, lacking, areSplitsKnown ? 0 : SplitRequests(search), window);

        var byNeed = queries.OrderByDescending(query => NeededFrom(query, window)).ToArray();
        var splitRequests = areSplitsKnown ? 0 : SplitRequests(search);
        var (best, bulk) = (queries.Length, 0);
        for (var end = 1; end <= byNeed.Length; end++)
        {
            var from = NeededFrom(byNeed[end - 1], window);
            if (end < byNeed.Length && NeededFrom(byNeed[end], window) == from) continue;
            var cost = lacking.Count(day => day >= from) + splitRequests + (byNeed.Length - end);
            if (cost < best) (best, bulk) = (cost, end);
        }
        if (bulk == 0) return LoadOrder.OfSingles(queries, source, search);
        var first = NeededFrom(byNeed[bulk - 1], window);
        DateOnly[] days = [.. lacking.Where(day => day >= first)];
        var (firstDay, lastDay) = days.Length == 0 ? (default(DateOnly?), default(DateOnly?)) : (days[0], days[^1]);
        var singles = byNeed.Length - bulk;
        var plan = new LoadPlan(
            queries.Length, days.Length, firstDay, lastDay, splitRequests, singles, source.TimeFor(days.Length + splitRequests + singles));
        return new LoadOrder(plan, days, splitRequests > 0 ? window.From : null, byNeed[..bulk], byNeed[bulk..]);
    }

    /// <summary>
    /// The missing days and those that are due for another request, ascending. A quota limits the latter to the newest of one minute: the
    /// available days are usable meanwhile.
    /// </summary>
    private IReadOnlyList<DateOnly> WithDue(IReadOnlyList<DateOnly> missing, IReadOnlyList<DateOnly> due)
    {
        if (due.Count == 0) return missing;
        var room = source.RequestsPerMinute is { } quota ? Math.Max(1, quota - missing.Count) : due.Count;
        return [.. missing.Concat(due.TakeLast(room)).Order()];
    }

    /// <summary>Everything is available, and some days are due for another request: no key needs its own request.</summary>
    private LoadOrder Renewed(HistoryQuery[] queries, IReadOnlyList<DateOnly> days, int splitRequests, DayRange window)
    {
        var plan = new LoadPlan(
            queries.Length, days.Count, days[0], days[^1], splitRequests, 0, source.TimeFor(days.Count + splitRequests));
        return new LoadOrder(plan, days, splitRequests > 0 ? window.From : null, queries, []);
    }

    private static DateOnly NeededFrom(in HistoryQuery query, DayRange window) =>
        query.CoveredTo is { } covered ? covered.AddDays(1) : window.From;

    private int SplitRequests(HistorySearch search)
    {
        var span = MarketLoader.SplitSpan(search.Splits, search.Window.From, search.Moment.Today);
        return 1 + (MarketClock.Calendar.SessionsBetween(span.From, span.To).Count() / SessionsPerSplitPage);
    }
}
