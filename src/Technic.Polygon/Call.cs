namespace Technic.Polygon;

/// <summary>One request with its retries: the rest of its deadline, and the pause before the next attempt.</summary>
internal sealed class Call(string what, TimeSpan deadline)
{
    public string What { get; } = what;

    /// <summary>The part of the deadline that attempts and pauses have not used up.</summary>
    public TimeSpan Remaining { get; private set; } = deadline;

    /// <summary>Attempts that have failed so far.</summary>
    public int Failed { get; private set; }

    /// <summary>The pause before the next attempt; <c>null</c> when no other attempt follows.</summary>
    public TimeSpan? Pause { get; private set; }

    /// <summary>
    /// Whether the current attempt ended by itself: with a response, or with a failure of the provider or of the connection.
    /// </summary>
    public bool HasAnswer { get; set; }

    /// <summary>Whether the call has a permit of the quota that it has not used yet.</summary>
    public bool HasPermit { get; set; }

    public void Spend(TimeSpan time) => Remaining -= time;

    /// <summary>The attempt failed; another follows after a pause.</summary>
    public void RetryAfter(TimeSpan pause)
    {
        Failed++;
        Pause = pause;
    }

    /// <summary>The attempt failed; another one would be useless.</summary>
    public void GiveUp()
    {
        Failed++;
        Pause = null;
    }
}
