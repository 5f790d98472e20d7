namespace Technic.Core.Market;

/// <summary>Whether a record of a split is effective, if there are several records of one event.</summary>
public enum SplitStanding
{
    /// <summary>Undecided: it is effective unless there is a later record of the same event.</summary>
    Open,

    /// <summary>The price gap proves that it was executed.</summary>
    Confirmed,

    /// <summary>The price gap proves that it was not executed, or that another record of the event is correct.</summary>
    Rejected,
}

/// <summary>A provider's record of a split.</summary>
/// <param name="Split">The split.</param>
/// <param name="LearnedAt">When the provider first listed it, or when the prices decided it.</param>
/// <param name="Standing">Whether it is effective.</param>
public readonly record struct KnownSplit(Split Split, DateTimeOffset LearnedAt, SplitStanding Standing = SplitStanding.Open);
