using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>Decides which days a key covers at a moment, and whether a copy is fresh, outdated or can be continued.</summary>
public static class Freshness
{
    /// <summary>A copy fetched this long after the moment of a request was fetched with a wrong clock.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromDays(1);

    /// <summary>The days that a key covers at a moment.</summary>
    public static DayRange Window(this in Moment moment, in PriceHistoryKey key) => moment.Window(key.Days, key.Frequency, key.Replay);

    /// <summary>
    /// The last day that a history is known to cover. Daily: the day of its last bar, or the last session that was final when it was
    /// fetched: a symbol without a bar in it did not trade. Requested data that was missing is not covered.
    /// </summary>
    public static DateOnly CoveredTo(this MarketClock clock, PriceHistory history)
    {
        // A symbol without any bars is not late.
        if (history.Key.Frequency != Frequency.Daily || history.IsEmpty) return clock.At(history.FetchedAt).Window(history.Key).To;
        var covered = clock.LastSettledSession(history.FetchedAt);
        if (history.Key.Replay is { } replay && covered > replay) covered = MarketClock.Calendar.LastSessionOnOrBefore(replay);
        return history.AsOf?.Date is { } last && last > covered ? last : covered;
    }

    /// <summary>Whether a copy is current for a request of this moment: nothing newer or more final exists.</summary>
    public static bool IsFresh(this MarketClock clock, PriceHistory history, in Moment moment) =>
        history.FetchedAt <= moment.Now + LongestRequest && moment.Now < clock.FreshUntil(history);

    /// <summary>
    /// The end of the time in which a copy is fresh: every moment from its fetch until just before newer data is due. Intraday: until it is
    /// one bar old, or the market opens again. Daily: until the next session is published; earlier when its last bar can still be revised,
    /// or a session was missing that may be published later.
    /// </summary>
    /// <returns>The instant; <see cref="DateTimeOffset.MaxValue"/> for a copy that is always fresh.</returns>
    public static DateTimeOffset FreshUntil(this MarketClock clock, PriceHistory history)
    {
        var (key, fetchedAt) = (history.Key, history.FetchedAt);
        if (key.Frequency == Frequency.Daily)
        {
            var covered = clock.CoveredTo(history);
            var next = MarketClock.Calendar.FirstSessionOnOrAfter(covered.AddDays(1));
            var settled = clock.SettledAt(covered);
            var isSettled = settled <= fetchedAt;
            if (key.Replay < next) return isSettled ? DateTimeOffset.MaxValue : settled;
            var due = clock.PublishedAt(next);
            if (fetchedAt >= due) return clock.AskAgainAt(next, fetchedAt);
            return isSettled || settled > due ? due : settled;
        }
        if (key.Replay is { } replay && NewYork.Date(fetchedAt) > replay) return DateTimeOffset.MaxValue;
        var oneBar = fetchedAt.AddMinutes(Frequencies.IntradayMinutes);
        var opens = MarketClock.NextTrading(fetchedAt);
        return opens < oneBar ? oneBar : opens.AddTicks(1);
    }

    /// <summary>
    /// The first moment that a copy can answer: earlier moments are those of requests that began before the copy was fetched.
    /// </summary>
    public static DateTimeOffset FreshFrom(DateTimeOffset fetchedAt) =>
        fetchedAt > DateTimeOffset.MinValue + LongestRequest ? fetchedAt - LongestRequest : DateTimeOffset.MinValue;

    /// <summary>Cuts a history of the same series to a key's window at a moment; it shares the columns.</summary>
    public static PriceHistory Fit(this in Moment moment, PriceHistory history, in PriceHistoryKey key)
    {
        var window = moment.Window(key);
        var bars = history.Bars.Between(window.From, window.To);
        return history.Key == key && ReferenceEquals(bars, history.Bars) ? history : history with { Key = key, Bars = bars };
    }

    /// <summary>
    /// Whether something that changes the bars of a history became known after it was fetched: a split executed after its first bar, up to
    /// the last day that it covers, or that bars of it belong to another security or are missing because they have another ticker.
    /// </summary>
    public static bool IsOutdated(this MarketClock clock, PriceHistory history, SplitBook splits)
    {
        if (history.IsEmpty || (splits.Splits.Length == 0 && splits.Tickers.Events.Length == 0)) return false;
        var (symbol, first, covered) = (history.Key.Symbol, history.Bars.Times[0].Date, clock.CoveredTo(history));
        if (splits.LearnedSince(history.FetchedAt, symbol, first, covered)) return true;
        var security = splits.Tickers.Of(symbol, covered);
        if (!security.IsKnown || security.LearnedAt <= history.FetchedAt) return false;
        return security.Affects(history.Bars, clock.At(history.FetchedAt).Window(history.Key));
    }

    /// <summary>
    /// The last day of a stored row after which raw bars can be appended: the day of its last bar that was final when it was fetched, so
    /// that no session is missing between the row and the bars and no revised bar is kept. There must be no known split that the row could
    /// lack or already contain.
    /// </summary>
    /// <returns>The day; <c>null</c> when the row cannot be continued within the window.</returns>
    public static DateOnly? ContinuesAfter(this MarketClock clock, PriceHistory row, in DayRange window, SplitBook splits)
    {
        if (row.IsEmpty || row.Key.Replay is not null || row.Key.Frequency != Frequency.Daily) return null;
        if (clock.LastSettledBar(row) is not { } last || last >= window.To || last < window.From) return null;
        if (clock.IsOutdated(row, splits)) return null;
        var security = splits.Tickers.Of(row.Key.Symbol, window.To);
        if (security.ChangesAfter(last)) return null;
        foreach (var known in splits.Of(security))
        {
            if (known.Split.ExecutionDate > last) return null;
        }
        return last;
    }

    /// <summary>The day of a history's last bar that was final when it was fetched; <c>null</c> when there is none.</summary>
    public static DateOnly? LastSettledBar(this MarketClock clock, PriceHistory history)
    {
        var end = history.Bars.IndexAtOrAfter(BarTime.AfterDay(clock.LastSettledSession(history.FetchedAt)));
        return end == 0 ? null : history.Bars.Times[end - 1].Date;
    }
}
