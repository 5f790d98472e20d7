using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>Decides which days a key covers at a moment, and whether a copy is fresh, outdated or can be continued.</summary>
public static class Freshness
{
    /// <summary>A copy that was fetched so long after a request's moment was fetched by a clock that was wrong.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromDays(1);

    /// <summary>The days that a key covers at a moment.</summary>
    public static DayRange Window(this in Moment moment, in PriceHistoryKey key) => moment.Window(key.Days, key.Frequency, key.Replay);

    /// <summary>The days that a history covers: those of its key when it was fetched.</summary>
    public static DayRange WindowOf(this MarketClock clock, PriceHistory history) => clock.At(history.FetchedAt).Window(history.Key);

    /// <summary>
    /// Whether a request of this moment needs nothing newer than a copy of the key. Daily: the copy covers the last session that was published by then, so a
    /// symbol that did not trade on that day is fresh too. Intraday: it is younger than one bar, or the market has been closed since.
    /// </summary>
    public static bool IsFresh(this MarketClock clock, in PriceHistoryKey key, DateTimeOffset fetchedAt, in Moment moment)
    {
        if (fetchedAt > moment.Now + LongestRequest) return false;
        if (key.Frequency == Frequency.Daily) return clock.At(fetchedAt).Window(key).To >= moment.Window(key).To;
        if (key.Replay is { } replay && NewYork.Date(fetchedAt) > replay) return true;
        return moment.Now - fetchedAt < TimeSpan.FromMinutes(Frequencies.IntradayMinutes) || !MarketClock.TradedBetween(fetchedAt, moment.Now);
    }

    /// <summary>
    /// The end of the time in which a copy is fresh: every moment from its fetch until just before the result needs nothing newer. A copy that is looked up often
    /// needs the calendar once.
    /// </summary>
    /// <returns>The instant; <see cref="DateTimeOffset.MaxValue"/> for one that is fresh for ever.</returns>
    public static DateTimeOffset FreshUntil(this MarketClock clock, in PriceHistoryKey key, DateTimeOffset fetchedAt)
    {
        if (key.Frequency == Frequency.Daily)
        {
            var next = MarketClock.Calendar.FirstSessionOnOrAfter(clock.LastPublishedSession(fetchedAt).AddDays(1));
            return key.Replay < next ? DateTimeOffset.MaxValue : clock.PublishedAt(next);
        }
        if (key.Replay is { } replay && NewYork.Date(fetchedAt) > replay) return DateTimeOffset.MaxValue;
        var oneBar = fetchedAt.AddMinutes(Frequencies.IntradayMinutes);
        var opens = MarketClock.NextTrading(fetchedAt);
        return opens < oneBar ? oneBar : opens.AddTicks(1);
    }

    /// <summary>The first moment that a copy can answer: earlier ones are those of requests which began before the copy was fetched.</summary>
    public static DateTimeOffset FreshFrom(DateTimeOffset fetchedAt) =>
        fetchedAt > DateTimeOffset.MinValue + LongestRequest ? fetchedAt - LongestRequest : DateTimeOffset.MinValue;

    /// <summary>A history of the same series, cut to a key's window at a moment; it shares the columns.</summary>
    public static PriceHistory Fit(this in Moment moment, PriceHistory history, in PriceHistoryKey key)
    {
        var window = moment.Window(key);
        var bars = history.Bars.Between(window.From, window.To);
        return history.Key == key && ReferenceEquals(bars, history.Bars) ? history : history with { Key = key, Bars = bars };
    }

    /// <summary>
    /// Whether a split that changes a history's bars became known after the history was fetched: one that was executed after its first bar, up to the last day
    /// that it covers.
    /// </summary>
    public static bool IsOutdated(this MarketClock clock, PriceHistory history, SplitBook splits) =>
        !history.IsEmpty && splits.Splits.Length > 0
        && splits.LearnedSince(history.FetchedAt, history.Key.Symbol, history.Bars.Times[0].Date, clock.WindowOf(history).To);

    /// <summary>
    /// The last day that a stored row covers, when raw bars of later days can follow it: no split may be known that the row could lack or already contain.
    /// </summary>
    /// <returns>The day; <c>null</c> when the row cannot be continued within the window.</returns>
    public static DateOnly? ContinuesAfter(this MarketClock clock, PriceHistory row, in DayRange window, SplitBook splits)
    {
        if (row.IsEmpty || row.Key.Replay is not null || row.Key.Frequency != Frequency.Daily) return null;
        var covered = clock.WindowOf(row).To;
        if (covered >= window.To || covered < window.From || clock.IsOutdated(row, splits)) return null;
        foreach (var known in splits.Of(row.Key.Symbol))
        {
            if (known.Split.ExecutionDate > covered) return null;
        }
        return covered;
    }
}
