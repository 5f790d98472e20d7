namespace Technic.Core.Market;

/// <summary>Whether a record of a split counts, where several records are of one event.</summary>
public enum SplitStanding
{
    /// <summary>Not decided: it counts unless a later record of the same event is there.</summary>
    Open,

    /// <summary>The price gap shows that it was executed.</summary>
    Confirmed,

    /// <summary>The price gap shows that it was not executed, or that another record of the event is the true one.</summary>
    Rejected,
}

/// <summary>A provider's record of a split.</summary>
/// <param name="Split">The split.</param>
/// <param name="LearnedAt">When the provider first listed it, or when the prices decided about it.</param>
/// <param name="Standing">Whether it counts.</param>
public readonly record struct KnownSplit(Split Split, DateTimeOffset LearnedAt, SplitStanding Standing = SplitStanding.Open);
