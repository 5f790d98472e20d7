namespace Technic.Polygon;

/// <summary>One request with its retries: what is left of its deadline, and how long to pause before the next attempt.</summary>
internal sealed class Call(string what, TimeSpan deadline)
{
    public string What { get; } = what;

    /// <summary>The part of the deadline that attempts and pauses have not used up.</summary>
    public TimeSpan Remaining { get; private set; } = deadline;

    /// <summary>Attempts that have failed so far.</summary>
    public int Failed { get; private set; }

    /// <summary>The pause before the next attempt; <c>null</c> when there is to be none.</summary>
    public TimeSpan? Pause { get; private set; }

    /// <summary>Whether the attempt under way came to an end of its own: with an answer, or with a failure of the provider or of the connection.</summary>
    public bool HasAnswer { get; set; }

    /// <summary>Whether the quota has given leave for an attempt that was not made yet.</summary>
    public bool HasLeave { get; set; }

    public void Spend(TimeSpan time) => Remaining -= time;

    /// <summary>The attempt failed; another follows after a pause.</summary>
    public void RetryAfter(TimeSpan pause)
    {
        Failed++;
        Pause = pause;
    }

    /// <summary>The attempt failed; there is no point in another.</summary>
    public void GiveUp()
    {
        Failed++;
        Pause = null;
    }
}
