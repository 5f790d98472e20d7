
namespace Technic.Core.Market.Calendar;

/// <summary>
/// What the market has published at an instant, and from when on that is final. The provider may publish a session later than the clock
/// expects, because of its plan or of a bad evening: the clock is told (<see cref="NoteUnpublished"/>) and moves the publication.
/// </summary>
/// <param name="time">The clock; every tier and every test uses the same one.</param>
/// <param name="publicationDelay">How long after the close the provider has the day's bars at the earliest. Default: 15 minutes.</param>
/// <param name="settlesAt">
/// New York time of the day after a session from which its bars are no longer revised. Default: 06:00.
/// </param>
public sealed class MarketClock(TimeProvider time, TimeSpan? publicationDelay = null, TimeOnly? settlesAt = null)
{
    /// <summary>The shortest wait before a session that was not published yet is requested again.</summary>
    public static readonly TimeSpan ShortestWait = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(2);
    private static readonly TimeOnly ExtendedOpen = new(4, 0);

    /// <summary>Plans that publish after the end of the day do so at midnight; a few minutes later it is there.</summary>
    private static readonly TimeOnly AfterMidnight = new(0, 5);

    private static readonly TimeSpan AfterMarket = TimeSpan.FromHours(4);
    private readonly TimeSpan _publicationDelay = publicationDelay ?? TimeSpan.FromMinutes(15);
    private readonly TimeOnly _settlesAt = settlesAt ?? new TimeOnly(6, 0);
    private readonly Lock _learning = new();
    private volatile LatePublications _late = LatePublications.None;

    // The answer changes once a day and is asked for once a key: remembered until it can change.
    private volatile Published? _published;

    private Reading? _reading;

    private sealed record Reading(long Tick, DateTimeOffset Now);

    private sealed record Published(DateOnly Session, DateTimeOffset From, DateTimeOffset Until, LatePublications Late);

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

    /// <summary>The last session that had closed and been published at an instant, as far as is known now.</summary>
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

    /// <summary>From when on a session's bars can be requested: a delay after the close, or later when the provider did not have them then.</summary>
    public DateTimeOffset PublishedAt(DateOnly session) => PublishedAt(session, _late);

    /// <summary>From when on a session's bars are no longer revised: the morning after, New York time.</summary>
    public DateTimeOffset SettledAt(DateOnly session) => NewYork.Instant(session.AddDays(1), _settlesAt);

    /// <summary>The last session whose bars were no longer revised at an instant.</summary>
    public DateOnly LastSettledSession(DateTimeOffset at)
    {
        var session = Calendar.LastSessionOnOrBefore(NewYork.Date(at).AddDays(-1));
        return SettledAt(session) <= at ? session : Calendar.LastSessionOnOrBefore(session.AddDays(-1));
    }

    /// <summary>
    /// When to ask again for what a session lacked at an instant: after as long as it is late, between 15 minutes and 2 hours, and in any
    /// case just after midnight and when it settles.
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
    /// Notes that the provider had not published a session at an instant. The session counts as published from the time at which it is
    /// worth asking again. What two sessions of a week have in
    /// common is the delay of the plan: the next ones are not asked for earlier.
    /// </summary>
    /// <returns>Whether that was news.</returns>
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

    /// <summary>Whether an instant that was noted as past lies more than an hour ahead: only a wrong clock can have given it.</summary>
    public bool IsFromFuture(DateTimeOffset noted) => IsFromFuture(noted, Now);

    /// <inheritdoc cref="IsFromFuture(DateTimeOffset)"/>
    /// <param name="noted">The instant.</param>
    /// <param name="now">The time now.</param>
    public static bool IsFromFuture(DateTimeOffset noted, DateTimeOffset now) => noted > now + Tolerance;

    /// <summary>Forgets what was noted of unpublished sessions while the clock was ahead.</summary>
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
}
