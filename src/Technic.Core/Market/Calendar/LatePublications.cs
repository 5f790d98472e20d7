using System.Collections.Immutable;

namespace Technic.Core.Market.Calendar;

/// <summary>Recent sessions that the provider had not published when they were requested; immutable.</summary>
internal sealed class LatePublications
{
    private const int DaysKept = 14;
    private const int Evidence = 2;
    private const int SessionsOfEvidence = 5;

    private readonly ImmutableSortedDictionary<DateOnly, Answer> _answers;

    private LatePublications(ImmutableSortedDictionary<DateOnly, Answer> answers) => _answers = answers;

    /// <summary>The last request for which a session was missing.</summary>
    /// <param name="Asked">The time of the request.</param>
    /// <param name="Again">The time of the next request.</param>
    /// <param name="Age">The time from the close to the next request.</param>
    private readonly record struct Answer(DateTimeOffset Asked, DateTimeOffset Again, TimeSpan Age);

    /// <summary>No late sessions.</summary>
    public static LatePublications None { get; } = new(ImmutableSortedDictionary<DateOnly, Answer>.Empty);

    /// <summary>The time of the next request for a session; <c>null</c> when it was never missing.</summary>
    public DateTimeOffset? AskAgainAt(DateOnly session) => _answers.TryGetValue(session, out var answer) ? answer.Again : null;

    /// <summary>
    /// The delay that the late sessions among the five before a session have in common; <c>null</c> when fewer than two of them were late.
    /// So a delay is tested again once a week.
    /// </summary>
    public TimeSpan? DelayFor(DateOnly session)
    {
        if (_answers.Count < Evidence) return null;
        var (day, late, shortest) = (session, 0, TimeSpan.MaxValue);
        for (var i = 0; i < SessionsOfEvidence; i++)
        {
            day = MarketClock.Calendar.LastSessionOnOrBefore(day.AddDays(-1));
            if (!_answers.TryGetValue(day, out var answer)) continue;
            late++;
            if (answer.Age < shortest) shortest = answer.Age;
        }
        return late >= Evidence ? shortest : null;
    }

    /// <summary>The entries of requests up to an instant; the same object when these are all.</summary>
    public LatePublications AskedUpTo(DateTimeOffset instant)
    {
        var kept = _answers.RemoveRange(_answers.Where(answer => answer.Value.Asked > instant).Select(answer => answer.Key));
        return kept.Count == _answers.Count ? this : new LatePublications(kept);
    }

    /// <summary>Adds an entry; returns the same object when the entry is older than the known one.</summary>
    public LatePublications With(DateOnly session, DateTimeOffset asked, DateTimeOffset again, TimeSpan age)
    {
        if (_answers.TryGetValue(session, out var known) && known.Asked >= asked) return this;
        var kept = _answers.RemoveRange(_answers.Keys.Where(day => day < session.AddDays(-DaysKept)));
        return new LatePublications(kept.SetItem(session, new Answer(asked, again, age)));
    }
}
