using System.Collections.Concurrent;
using System.Globalization;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Archive;

/// <summary>
/// Settled sessions of the calendar for which the provider had no bars. One such answer is more likely a failing provider than a closed exchange, so it is
/// believed for a short time only: on the first day until it is worth asking again, later until the end of the New York day of the request. Empty answers on
/// three different New York days mean that the exchange was closed, and so does the provider's list of holidays. An answer from the future was made by a wrong clock, and is forgotten.
/// </summary>
internal sealed class EmptySessions(MarketClock clock)
{
    /// <summary>A session is young so long after it has settled: its bars may still come.</summary>
    private static readonly TimeSpan YoungAge = TimeSpan.FromHours(24);

    private const int DaysUntilSettled = 3;
    private const string Marker = "/empty";
    private const string DateFormat = "yyyy-MM-dd";

    private const string Holiday = "/empty/holiday";

    private readonly ConcurrentDictionary<DateOnly, ConcurrentDictionary<DateOnly, DateTimeOffset>> _answers = new();
    private readonly ConcurrentDictionary<DateOnly, bool> _holidays = new();

    /// <summary>Enters an empty answer.</summary>
    /// <returns>The name of the document that keeps it, without the prefix of days.</returns>
    public string Add(DateOnly session, DateTimeOffset at)
    {
        var day = NewYork.Date(at);
        _answers.GetOrAdd(session, _ => new()).AddOrUpdate(day, at, (_, known) => known > at ? known : at);
        return string.Create(CultureInfo.InvariantCulture, $"{session:yyyy-MM-dd}{Marker}/{day:yyyy-MM-dd}");
    }

    /// <summary>Enters that the provider lists a session as a holiday: an unscheduled closure, such as a day of mourning.</summary>
    /// <returns>The name of the document that keeps it, without the prefix of days.</returns>
    public string AddHoliday(DateOnly session)
    {
        _holidays[session] = true;
        return string.Create(CultureInfo.InvariantCulture, $"{session:yyyy-MM-dd}{Holiday}");
    }

    /// <summary>Enters what a document's name says.</summary>
    /// <param name="name">The name without the prefix of days, e.g. <c>2026-11-20/empty/2026-11-21</c>; version 0.1.0 wrote <c>2026-11-20/empty</c>.</param>
    /// <param name="at">When the provider was asked.</param>
    /// <returns>Whether it is the name of an empty answer; one from the future is not entered.</returns>
    public bool TryAdd(string name, DateTimeOffset at)
    {
        var marker = name.IndexOf(Marker, StringComparison.Ordinal);
        if (marker < 0 || !DateOnly.TryParseExact(name.AsSpan(0, marker), DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var session)) return false;
        if (clock.IsFromFuture(at)) return true;
        if (name.EndsWith(Holiday, StringComparison.Ordinal)) AddHoliday(session);
        else Add(session, at);
        return true;
    }

    /// <summary>Forgets a session's empty answers, because its bars came.</summary>
    public void Remove(DateOnly session)
    {
        _answers.TryRemove(session, out _);
        _holidays.TryRemove(session, out _);
    }

    /// <summary>Whether a session is taken to have no bars now.</summary>
    public bool Contains(DateOnly session) => BelievedUntil(session) > clock.Now;

    /// <summary>Whether the exchange is taken to have been closed.</summary>
    public bool IsClosing(DateOnly session) => BelievedUntil(session) == DateTimeOffset.MaxValue;

    /// <summary>Until when a session is taken to have no bars; the past when it is not.</summary>
    public DateTimeOffset BelievedUntil(DateOnly session)
    {
        if (_holidays.ContainsKey(session)) return DateTimeOffset.MaxValue;
        if (!_answers.TryGetValue(session, out var answers)) return DateTimeOffset.MinValue;
        // Removed, not only left out: one that stayed would be believed on the day that it names.
        foreach (var wrong in answers.Where(answer => clock.IsFromFuture(answer.Value))) answers.TryRemove(wrong);
        var settled = clock.SettledAt(session);
        var believed = answers.Values.ToArray();
        if (believed.Length == 0) return DateTimeOffset.MinValue;
        if (believed.Count(at => at >= settled) >= DaysUntilSettled) return DateTimeOffset.MaxValue;
        var last = believed.Max();
        return last < settled + YoungAge
            ? clock.AskAgainAt(session, last)
            : NewYork.Instant(NewYork.Date(last).AddDays(1), TimeOnly.MinValue);
    }
}
