
namespace Technic.Core.Market.Calendar;

/// <summary>
/// What the market has published at an instant, and so which days a key covers and whether a copy is still fresh.
/// </summary>
/// <param name="time">The clock; every tier and every test uses the same one.</param>
/// <param name="publicationDelay">How long after the close the day's bars are final at the provider; default a quarter of an hour.</param>
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
    /// The time now. The system's clock is read once in each tick of its timer, every 1 to 16 ms, because a lookup in memory would otherwise take half its time for
    /// that; a reading is never ahead of the clock, and never earlier than one that another thread has got before. Every other clock is read each time.
    /// </summary>
    public DateTimeOffset Now => ReferenceEquals(time, TimeProvider.System) ? ReadOncePerTick() : time.GetUtcNow();

    /// <summary>The moment of a request that begins now.</summary>
    public Moment Take() => At(Now);

    /// <summary>The moment of an instant.</summary>
    public Moment At(DateTimeOffset instant) => new(instant, LastPublishedSession(instant));

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

    /// <summary>When the trading day begins, at 04:00, that an instant lies in or comes before.</summary>
    public static DateTimeOffset NextTrading(DateTimeOffset at)
    {
        var session = Calendar.SessionOn(Calendar.FirstSessionOnOrAfter(NewYork.Date(at)))!.Value;
        if (session.ClosesAt + AfterMarket <= at) session = Calendar.SessionOn(Calendar.FirstSessionOnOrAfter(session.Day.AddDays(1)))!.Value;
        return NewYork.Instant(session.Day, ExtendedOpen);
    }

    /// <summary>Whether any part of a trading day, 04:00 to four hours after the close, lies in [from, to).</summary>
    public static bool TradedBetween(DateTimeOffset from, DateTimeOffset to)
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
