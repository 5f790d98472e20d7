using System.Collections.Immutable;

namespace Technic.Core.Market.Calendar;

/// <summary>Sessions that the provider had not published when it was asked, of the last days; immutable.</summary>
internal sealed class LatePublications
{
    private const int DaysKept = 14;
    private const int Evidence = 2;
    private const int SessionsOfEvidence = 5;

    private readonly ImmutableSortedDictionary<DateOnly, Answer> _answers;

    private LatePublications(ImmutableSortedDictionary<DateOnly, Answer> answers) => _answers = answers;

    /// <summary>The last time that a session was not there.</summary>
    /// <param name="Asked">When it was asked for.</param>
    /// <param name="Again">When it is worth asking again.</param>
    /// <param name="Age">How long after the close that was.</param>
    private readonly record struct Answer(DateTimeOffset Asked, DateTimeOffset Again, TimeSpan Age);

    /// <summary>Nothing was late.</summary>
    public static LatePublications None { get; } = new(ImmutableSortedDictionary<DateOnly, Answer>.Empty);

    /// <summary>When it is worth asking for a session again; <c>null</c> when it was never missed.</summary>
    public DateTimeOffset? AskAgainAt(DateOnly session) => _answers.TryGetValue(session, out var answer) ? answer.Again : null;

    /// <summary>
    /// The delay that late sessions among the five before one have in common; <c>null</c> when fewer than two of them were late. So a delay
    /// is tested again once a week.
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

    /// <summary>The answers that were given up to an instant; the same object when all were.</summary>
    public LatePublications AskedUpTo(DateTimeOffset instant)
    {
        var kept = _answers.RemoveRange(_answers.Where(answer => answer.Value.Asked > instant).Select(answer => answer.Key));
        return kept.Count == _answers.Count ? this : new LatePublications(kept);
    }

    /// <summary>The answers with another one; the same object when it is older than what is known.</summary>
    public LatePublications With(DateOnly session, DateTimeOffset asked, DateTimeOffset again, TimeSpan age)
    {
        if (_answers.TryGetValue(session, out var known) && known.Asked >= asked) return this;
        var kept = _answers.RemoveRange(_answers.Keys.Where(day => day < session.AddDays(-DaysKept)));
        return new LatePublications(kept.SetItem(session, new Answer(asked, again, age)));
    }
}
