using System.Collections.Concurrent;
using System.Globalization;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Archive;

/// <summary>
/// Final sessions of the calendar for which the provider had no bars. One such response is more likely a provider failure than a closed
/// exchange, so it is valid for a short time only: on the first day until the next request is due, later until the end of the New York day
/// of the request. Empty responses on three different New York days mean that the exchange was closed, and so does the provider's list of
/// holidays. A response with a future time is from a wrong clock, and is removed.
/// </summary>
internal sealed class EmptySessions(MarketClock clock)
{
    /// <summary>For this time after a session became final its bars may still be published.</summary>
    private static readonly TimeSpan YoungAge = TimeSpan.FromHours(24);

    private const int DaysUntilSettled = 3;
    private const string Marker = "/empty";
    private const string DateFormat = "yyyy-MM-dd";

    private const string Holiday = "/empty/holiday";

    private readonly ConcurrentDictionary<DateOnly, ConcurrentDictionary<DateOnly, DateTimeOffset>> _answers = new();
    private readonly ConcurrentDictionary<DateOnly, bool> _holidays = new();

    /// <summary>Adds an empty response.</summary>
    /// <returns>The name of its document, without the prefix of days.</returns>
    public string Add(DateOnly session, DateTimeOffset at)
    {
        var day = NewYork.Date(at);
        _answers.GetOrAdd(session, _ => new()).AddOrUpdate(day, at, (_, known) => known > at ? known : at);
        return string.Create(CultureInfo.InvariantCulture, $"{session:yyyy-MM-dd}{Marker}/{day:yyyy-MM-dd}");
    }

    /// <summary>Adds a session that the provider lists as a holiday: an unscheduled closure, such as a day of mourning.</summary>
    /// <returns>The name of its document, without the prefix of days.</returns>
    public string AddHoliday(DateOnly session)
    {
        _holidays[session] = true;
        return string.Create(CultureInfo.InvariantCulture, $"{session:yyyy-MM-dd}{Holiday}");
    }

    /// <summary>Adds the entry of a document's name.</summary>
    /// <param name="name">
    /// The name without the prefix of days, e.g. <c>2026-11-20/empty/2026-11-21</c>; version 0.1.0 wrote <c>2026-11-20/empty</c>.
    /// </param>
    /// <param name="at">The time of the request.</param>
    /// <returns>Whether it is the name of an empty response; one with a future time is not added.</returns>
    public bool TryAdd(string name, DateTimeOffset at)
    {
        var marker = name.IndexOf(Marker, StringComparison.Ordinal);
        const DateTimeStyles Style = DateTimeStyles.None;
        if (marker < 0) return false;
        if (!DateOnly.TryParseExact(name.AsSpan(0, marker), DateFormat, CultureInfo.InvariantCulture, Style, out var session)) return false;
        if (clock.IsFromFuture(at)) return true;
        if (name.EndsWith(Holiday, StringComparison.Ordinal)) AddHoliday(session);
        else Add(session, at);
        return true;
    }

    /// <summary>Removes a session's empty responses, because its bars were received.</summary>
    public void Remove(DateOnly session)
    {
        _answers.TryRemove(session, out _);
        _holidays.TryRemove(session, out _);
    }

    /// <summary>Whether a session is assumed to have no bars now.</summary>
    public bool Contains(DateOnly session) => BelievedUntil(session) > clock.Now;

    /// <summary>Whether the exchange is assumed to have been closed.</summary>
    public bool IsClosing(DateOnly session) => BelievedUntil(session) == DateTimeOffset.MaxValue;

    /// <summary>The time until which a session is assumed to have no bars; in the past when it is not.</summary>
    public DateTimeOffset BelievedUntil(DateOnly session)
    {
        if (_holidays.ContainsKey(session)) return DateTimeOffset.MaxValue;
        if (!_answers.TryGetValue(session, out var answers)) return DateTimeOffset.MinValue;
        // Removed, not only ignored: otherwise it would become valid on the day of its time.
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
