namespace Technic.Core.MarketData;

/// <summary>
/// What the market has published at an instant, and so which days a key covers and whether a copy is still fresh.
/// </summary>
/// <param name="time">The clock; every tier and every test uses the same one.</param>
/// <param name="publicationDelay">How long after the close the day's bars are final at the provider; a quarter of an hour unless told.</param>
public sealed class MarketClock(TimeProvider time, TimeSpan? publicationDelay = null)
{
    private static readonly TimeOnly ExtendedOpen = new(4, 0);
    private static readonly TimeSpan AfterMarket = TimeSpan.FromHours(4);
    private readonly TimeSpan _publicationDelay = publicationDelay ?? TimeSpan.FromMinutes(15);

    // The answer changes once a day and is asked for once a key: remembered until it can change.
    private volatile Published? _published;

    private Reading? _reading;

    private sealed record Reading(long Tick, DateTimeOffset Now);

    private sealed record Published(DateOnly Session, DateTimeOffset From, DateTimeOffset Until);

    /// <summary>The exchange's sessions.</summary>
    public static ExchangeCalendar Calendar => ExchangeCalendar.Nyse;

    public TimeProvider Time => time;

    /// <summary>
    /// The time now. The system's clock is read once in each tick of its timer, every 1 to 16 ms, because a lookup in memory would otherwise take
    /// a third of its time for that. A reading is never ahead of the clock, and never earlier than one that another thread has got before.
    /// Every other clock is read each time.
    /// </summary>
    public DateTimeOffset Now => ReferenceEquals(time, TimeProvider.System) ? ReadOncePerTick() : time.GetUtcNow();

    /// <summary>The last session that had closed and been published at an instant.</summary>
    public DateOnly LastPublishedSession(DateTimeOffset at)
    {
        if (_published is { } known && at >= known.From && at < known.Until) return known.Session;
        var session = Calendar.LastSessionOnOrBefore(NewYork.Date(at));
        if (PublishedAt(session) > at) session = Calendar.LastSessionOnOrBefore(session.AddDays(-1));
        var next = Calendar.FirstSessionOnOrAfter(session.AddDays(1));
        _published = new Published(session, PublishedAt(session), PublishedAt(next));
        return session;
    }

    /// <summary>When a session's daily bars are final at the provider.</summary>
    public DateTimeOffset PublishedAt(DateOnly session) => Calendar.SessionOn(session)!.Value.ClosesAt + _publicationDelay;

    /// <summary>
    /// The days a key covers, asked at an instant: for daily bars up to the last published session, for intraday bars up to today; a replay ends
    /// at its day's session. It begins <see cref="PriceHistoryKey.Days"/> calendar days before the end.
    /// </summary>
    public DayRange Window(in PriceHistoryKey key, DateTimeOffset at)
    {
        var end = key.Frequency == Frequency.Daily ? LastPublishedSession(at) : NewYork.Date(at);
        if (key.Replay is { } replay && replay < end) end = Calendar.LastSessionOnOrBefore(replay);
        return new DayRange(end.AddDays(-key.Days), end);
    }

    /// <summary>
    /// Whether nothing newer can exist than what was fetched at <paramref name="fetchedAt"/>. Daily: no session has been published since, so a symbol
    /// that did not trade on the last day is fresh too. Intraday: younger than one bar, or the market has been closed since.
    /// </summary>
    public bool IsFresh(in PriceHistoryKey key, DateTimeOffset fetchedAt, DateTimeOffset at)
    {
        if (fetchedAt > at) return false;
        if (key.Frequency == Frequency.Daily) return Window(key, fetchedAt).To == Window(key, at).To;
        if (key.Replay is { } replay && IsOver(replay, fetchedAt)) return true;
        return at - fetchedAt < TimeSpan.FromMinutes(Frequencies.IntradayMinutes) || !TradedBetween(fetchedAt, at);
    }

    /// <summary>
    /// The end of the time in which <see cref="IsFresh"/> holds: a history fetched at <paramref name="fetchedAt"/> is fresh from then until just
    /// before the result. A copy that is asked for often needs the calendar once.
    /// </summary>
    /// <returns>The instant; <see cref="DateTimeOffset.MaxValue"/> for one that is fresh for ever.</returns>
    public DateTimeOffset FreshUntil(in PriceHistoryKey key, DateTimeOffset fetchedAt)
    {
        if (key.Frequency == Frequency.Daily)
        {
            var next = Calendar.FirstSessionOnOrAfter(LastPublishedSession(fetchedAt).AddDays(1));
            return key.Replay < next ? DateTimeOffset.MaxValue : PublishedAt(next);
        }
        if (key.Replay is { } replay && IsOver(replay, fetchedAt)) return DateTimeOffset.MaxValue;
        var oneBar = fetchedAt.AddMinutes(Frequencies.IntradayMinutes);
        var opens = NextTrading(fetchedAt);
        return opens < oneBar ? oneBar : opens.AddTicks(1);
    }

    /// <summary>A history of the same series and at least the key's width, cut to the key's window; it shares the columns.</summary>
    public PriceHistory Fit(PriceHistory history, in PriceHistoryKey key, DateTimeOffset at)
    {
        if (history.Key == key) return history;
        var window = Window(key, at);
        return history with { Key = key, Bars = history.Bars.Between(window.From, window.To) };
    }

    private DateTimeOffset ReadOncePerTick()
    {
        // First the tick, then the reading: a reading of this tick is then the newest one.
        var tick = Environment.TickCount64;
        var known = Volatile.Read(ref _reading);
        if (known is not null && known.Tick == tick) return known.Now;
        var reading = new Reading(tick, time.GetUtcNow());
        // Another thread's reading came first: it may already have been used, so this one must not replace it by an earlier time.
        var current = Interlocked.CompareExchange(ref _reading, reading, known);
        return ReferenceEquals(current, known) ? reading.Now : current!.Now;
    }

    private static bool IsOver(DateOnly day, DateTimeOffset at) => NewYork.Date(at) > day;

    /// <summary>When the trading day begins, at 04:00, that an instant lies in or comes before.</summary>
    private static DateTimeOffset NextTrading(DateTimeOffset at)
    {
        var session = Calendar.SessionOn(Calendar.FirstSessionOnOrAfter(NewYork.Date(at)))!.Value;
        if (session.ClosesAt + AfterMarket <= at) session = Calendar.SessionOn(Calendar.FirstSessionOnOrAfter(session.Day.AddDays(1)))!.Value;
        return NewYork.Instant(session.Day, ExtendedOpen);
    }

    /// <summary>Whether any part of a trading day, 04:00 to four hours after the close, lies in [from, to).</summary>
    private static bool TradedBetween(DateTimeOffset from, DateTimeOffset to)
    {
        for (var day = NewYork.Date(from); day <= NewYork.Date(to); day = day.AddDays(1))
        {
            if (Calendar.SessionOn(day) is { } session
                && NewYork.Instant(day, ExtendedOpen) < to
                && session.ClosesAt + AfterMarket > from) return true;
        }
        return false;
    }
}

/// <summary>Days from <paramref name="From"/> to <paramref name="To"/>, both included; New York dates.</summary>
public readonly record struct DayRange(DateOnly From, DateOnly To);
