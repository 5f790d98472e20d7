namespace Technic.Core.Storage;

/// <summary>
/// What to remove from a store: replays that were not loaded for a while; histories that a wider and equally new one of the same series
/// contains; histories that were not refreshed for a while; and, when that is not enough for <see cref="MaxBytes"/>, the histories that
/// were loaded first, replays before others. Whole-market days are removed only by <see cref="DaysBefore"/>.
/// </summary>
public sealed record PruneRules
{
    /// <summary>The time after which a replay that was not loaded again is removed; seven days by default.</summary>
    public TimeSpan ReplayAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The time after which another history that was not refreshed is removed; <c>null</c>, the default, for never.</summary>
    public TimeSpan? HistoryAge { get; init; }

    /// <summary>Whether histories that a wider one contains are removed; <c>true</c> by default.</summary>
    public bool RemovesSuperseded { get; init; } = true;

    /// <summary>
    /// The size that the store may keep, in bytes: nothing is removed below it, and histories are removed, in the order above, until it is
    /// reached. <c>null</c>, the default, to remove whatever the ages say and no more.
    /// </summary>
    public long? MaxBytes { get; init; }

    /// <summary>The first whole-market day that is kept (New York date); <c>null</c>, the default, to keep all.</summary>
    public DateOnly? DaysBefore { get; init; }

    /// <summary>The only source to remove from; <c>null</c>, the default, for all.</summary>
    public string? Source { get; init; }

    /// <summary>Whether to count only, and remove nothing; <c>false</c> by default.</summary>
    public bool IsDryRun { get; init; }
}

/// <summary>What was removed from a store by rules, or would be in a dry run.</summary>
/// <param name="Replays">Replays that were not loaded for a while.</param>
/// <param name="Superseded">Histories that a wider one contains.</param>
/// <param name="Old">Histories that were not refreshed for a while.</param>
/// <param name="OverLimit">Histories that were removed for the size alone.</param>
/// <param name="Days">Whole-market days.</param>
/// <param name="BytesBefore">The size of the store before, in bytes on disk.</param>
/// <param name="BytesAfter">The size of the store afterwards, in bytes on disk; in a dry run an estimate.</param>
public sealed record StorePruning(long Replays, long Superseded, long Old, long OverLimit, long Days, long BytesBefore, long BytesAfter)
{
    /// <summary>All histories.</summary>
    public long Keys => Replays + Superseded + Old + OverLimit;
}
