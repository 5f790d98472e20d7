using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;

namespace Technic.Core.Provider;

/// <summary>
/// Chooses between whole-market days and single symbols by the number of requests. What a key lacks are the days from some day on; so if the days from t on
/// are asked for, they serve every key that lacks nothing before t, and the others are singles:
/// <c>cost(t) = days from t on that the archive lacks + requests for splits + keys that lack something before t</c>. The least cost wins; of equal ones the one
/// with the most singles, which bring the least data.
/// </summary>
public sealed class LoadPlanner(MarketArchive archive, MarketClock clock, IPriceSource source)
{
    /// <summary>The provider lists about five splits a session, and a thousand a page.</summary>
    private const int SessionsPerSplitPage = 200;

    /// <summary>Plans the load of keys that differ in nothing but the symbol.</summary>
    /// <param name="keys">At least one; <see cref="ScanKey.NeededFrom"/> says what the store has of it.</param>
    public LoadOrder Plan(IReadOnlyList<ScanKey> keys)
    {
        var window = clock.Window(keys[0].Key, clock.Now);
        if (keys[0].Key.Frequency != Frequency.Daily || !archive.IsUsable) return LoadOrder.OfSingles(keys, source);

        var byNeed = keys.OrderByDescending(key => NeededFrom(key, window)).ToArray();
        var lacking = archive.Missing(window.From, window.To);
        var splitRequests = SplitRequests(window);
        var (best, bulk) = (keys.Count, 0);
        for (var end = 1; end <= byNeed.Length; end++)
        {
            var from = NeededFrom(byNeed[end - 1], window);
            if (end < byNeed.Length && NeededFrom(byNeed[end], window) == from) continue;
            var cost = lacking.Count(day => day >= from) + splitRequests + (byNeed.Length - end);
            if (cost < best) (best, bulk) = (cost, end);
        }
        if (bulk == 0) return LoadOrder.OfSingles(keys, source);
        var first = NeededFrom(byNeed[bulk - 1], window);
        DateOnly[] days = [.. lacking.Where(day => day >= first)];
        var (firstDay, lastDay) = days.Length == 0 ? (default(DateOnly?), default(DateOnly?)) : (days[0], days[^1]);
        var singles = byNeed.Length - bulk;
        var plan = new LoadPlan(keys.Count, days.Length, firstDay, lastDay, splitRequests, singles, source.TimeFor(days.Length + splitRequests + singles));
        return new LoadOrder(plan, days, splitRequests > 0 ? window : null, byNeed[..bulk], byNeed[bulk..]);
    }

    private static DateOnly NeededFrom(in ScanKey key, DayRange window) => key.NeededFrom is { } day && day > window.From ? day : window.From;

    private int SplitRequests(DayRange window)
    {
        if (archive.KnowsSplits(window.From, window.To)) return 0;
        var span = MarketLoader.SplitSpan(archive.Splits, window.From, NewYork.Date(clock.Now));
        return 1 + (MarketClock.Calendar.SessionsBetween(span.From, span.To).Count() / SessionsPerSplitPage);
    }
}
