
namespace Technic.Core.Market.Calendar;

/// <summary>
/// What the market has published at an instant, and when that becomes final. The provider may publish a session later than expected,
/// because of its plan or a delay: <see cref="NoteUnpublished"/> reports this, and the clock moves the publication.
/// </summary>
/// <param name="time">The clock; all tiers and tests use the same one.</param>
/// <param name="publicationDelay">The minimum time from the close to the publication of the day's bars. Default: 15 minutes.</param>
/// <param name="settlesAt">
/// New York time of the day after a session from which its bars are no longer revised. Default: 06:00.
/// </param>
public sealed class MarketClock(TimeProvider time, TimeSpan? publicationDelay = null, TimeOnly? settlesAt = null)
{
    /// <summary>The minimum wait before an unpublished session is requested again.</summary>
    public static readonly TimeSpan ShortestWait = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(2);
    private static readonly TimeOnly ExtendedOpen = new(4, 0);

    /// <summary>Plans that publish at the end of the day do so at midnight; this allows a few minutes more.</summary>
    private static readonly TimeOnly AfterMidnight = new(0, 5);

    private static readonly TimeSpan AfterMarket = TimeSpan.FromHours(4);
    private readonly TimeSpan _publicationDelay = publicationDelay ?? TimeSpan.FromMinutes(15);
    private readonly TimeOnly _settlesAt = settlesAt ?? new TimeOnly(6, 0);
    private readonly Lock _learning = new();
    private volatile LatePublications _late = LatePublications.None;

    // The result changes once a day and is needed for every key: cached until it can change.
    private volatile Published? _published;

    private Reading? _reading;

    private sealed record Reading(long Tick, DateTimeOffset Now);

    private sealed record Published(DateOnly Session, DateTimeOffset From, DateTimeOffset Until, LatePublications Late);

    /// <summary>The exchange's sessions.</summary>
    public static ExchangeCalendar Calendar => ExchangeCalendar.Nyse;

    public TimeProvider Time => time;

    /// <summary>
    /// The current time. The system clock is read once in each tick of its timer, every 1 to 16 ms, because it would otherwise take half
    /// the time of a lookup in memory; a reading is never ahead of the clock, and never before one that another thread has received
    /// earlier. Every other clock is read each time.
    /// </summary>
    public DateTimeOffset Now => ReferenceEquals(time, TimeProvider.System) ? ReadOncePerTick() : time.GetUtcNow();

    /// <summary>The moment of a request that starts now.</summary>
    public Moment Take() => At(Now);

    /// <summary>The moment of an instant.</summary>
    public Moment At(DateTimeOffset instant) => new(instant, LastPublishedSession(instant));

    /// <summary>The last session that had closed and been published at an instant, according to current knowledge.</summary>
    public DateOnly LastPublishedSession(DateTimeOffset at)
    {
        var late = _late;
        if (_published is { } known && at >= known.From && at < known.Until && ReferenceEquals(known.Late, late)) return known.Session;
        var session = Calendar.LastSessionOnOrBefore(NewYork.Date(at));
        while (PublishedAt(session, late) > at) session = Calendar.LastSessionOnOrBefore(session.AddDays(-1));
        var next = Calendar.FirstSessionOnOrAfter(session.AddDays(1));
        _published = new Published(session, PublishedAt(session, late), PublishedAt(next, late), late);
        return session;
    }

    /// <summary>
    /// When the bars of a session can be requested: a delay after the close, or later when the provider did not have them then.
    /// </summary>
    public DateTimeOffset PublishedAt(DateOnly session) => PublishedAt(session, _late);

    /// <summary>When the bars of a session become final: the morning after, New York time.</summary>
    public DateTimeOffset SettledAt(DateOnly session) => NewYork.Instant(session.AddDays(1), _settlesAt);

    /// <summary>The last session whose bars were final at an instant.</summary>
    public DateOnly LastSettledSession(DateTimeOffset at)
    {
        var session = Calendar.LastSessionOnOrBefore(NewYork.Date(at).AddDays(-1));
        return SettledAt(session) <= at ? session : Calendar.LastSessionOnOrBefore(session.AddDays(-1));
    }

    /// <summary>
    /// When to request data again that a session lacked at an instant: after as long as it is late, between 15 minutes and 2 hours, and in
    /// any case just after midnight and when it becomes final.
    /// </summary>
    public DateTimeOffset AskAgainAt(DateOnly session, DateTimeOffset asked)
    {
        var lateBy = asked - (Calendar.SessionOn(session)!.Value.ClosesAt + _publicationDelay);
        var again = asked + (lateBy < ShortestWait ? ShortestWait : lateBy > LongestWait ? LongestWait : lateBy);
        var midnight = NewYork.Instant(NewYork.Date(asked).AddDays(1), AfterMidnight);
        if (again > midnight) again = midnight;
        var settled = SettledAt(session);
        return asked < settled && again > settled ? settled : again;
    }

    /// <summary>
    /// Notes that the provider had not published a session at an instant. The session counts as published from the time of its next request
    /// on. The common delay of two sessions of a week is the delay of the plan: the next sessions are not requested earlier.
    /// </summary>
    /// <returns>Whether this was new information.</returns>
    public bool NoteUnpublished(DateOnly session, DateTimeOffset asked)
    {
        if (asked >= SettledAt(session)) return false;
        lock (_learning)
        {
            var late = _late.With(session, asked, AskAgainAt(session, asked), asked - Calendar.SessionOn(session)!.Value.ClosesAt);
            if (ReferenceEquals(late, _late)) return false;
            _late = late;
            return true;
        }
    }

    /// <summary>Whether a recorded instant is more than an hour ahead, which only a wrong clock can have caused.</summary>
    public bool IsFromFuture(DateTimeOffset noted) => IsFromFuture(noted, Now);

    /// <inheritdoc cref="IsFromFuture(DateTimeOffset)"/>
    /// <param name="noted">The instant.</param>
    /// <param name="now">The present.</param>
    public static bool IsFromFuture(DateTimeOffset noted, DateTimeOffset now) => noted > now + Tolerance;

    /// <summary>Removes the notes about unpublished sessions that were recorded while the clock was ahead.</summary>
    public void ForgetFutureNotes()
    {
        lock (_learning) _late = _late.AskedUpTo(Now + Tolerance);
    }

    private DateTimeOffset PublishedAt(DateOnly session, LatePublications late)
    {
        var delay = late.DelayFor(session) is { } learned && learned > _publicationDelay ? learned : _publicationDelay;
        var at = Calendar.SessionOn(session)!.Value.ClosesAt + delay;
        return late.AskAgainAt(session) is { } again && again > at ? again : at;
    }

    private DateTimeOffset ReadOncePerTick()
    {
        // First the tick, then the reading: a reading of this tick is then the newest one.
        var tick = Environment.TickCount64;
        var known = Volatile.Read(ref _reading);
        if (known is not null && known.Tick == tick) return known.Now;
        var reading = new Reading(tick, time.GetUtcNow());
        // Another thread's reading was first and may already be in use, so this one must not replace it with an earlier time.
        var current = Interlocked.CompareExchange(ref _reading, reading, known);
        return ReferenceEquals(current, known) ? reading.Now : current!.Now;
    }

    /// <summary>The trading hours at an instant.</summary>
    public static TradingHours HoursAt(DateTimeOffset at)
    {
        if (Calendar.SessionOn(NewYork.Date(at)) is not { } session || at < NewYork.Instant(session.Day, ExtendedOpen))
            return TradingHours.Closed;
        if (at < NewYork.Instant(session.Day, session.Open)) return TradingHours.PreMarket;
        if (at < session.ClosesAt) return TradingHours.Regular;
        return at < session.ClosesAt + AfterMarket ? TradingHours.AfterMarket : TradingHours.Closed;
    }

    /// <summary>The start, at 04:00, of the trading day that contains an instant or follows it.</summary>
    public static DateTimeOffset NextTrading(DateTimeOffset at)
    {
        var session = Calendar.SessionOn(Calendar.FirstSessionOnOrAfter(NewYork.Date(at)))!.Value;
        if (session.ClosesAt + AfterMarket <= at)
            session = Calendar.SessionOn(Calendar.FirstSessionOnOrAfter(session.Day.AddDays(1)))!.Value;
        return NewYork.Instant(session.Day, ExtendedOpen);
    }
}
