namespace Technic.Core.Storage;

/// <summary>
/// What to remove from a store: replays that were not loaded recently; histories contained in a wider and equally new one of the same
/// series; histories that were not refreshed recently; and, when this is not sufficient for <see cref="MaxBytes"/>, the histories that were
/// loaded first, replays before others. Whole-market days are removed only by <see cref="DaysBefore"/>.
/// </summary>
public sealed record PruneRules
{
    /// <summary>The time after which a replay that was not loaded again is removed; default seven days.</summary>
    public TimeSpan ReplayAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The time after which another history that was not refreshed is removed; <c>null</c>, the default, for never.</summary>
    public TimeSpan? HistoryAge { get; init; }

    /// <summary>Whether histories contained in a wider one are removed; default <c>true</c>.</summary>
    public bool RemovesSuperseded { get; init; } = true;

    /// <summary>
    /// The target size of the store, in bytes: below it nothing is removed; above it histories are removed, in the order above, until it is
    /// reached. <c>null</c>, the default, to remove only by age.
    /// </summary>
    public long? MaxBytes { get; init; }

    /// <summary>The first whole-market day to keep (New York date); <c>null</c>, the default, to keep all.</summary>
    public DateOnly? DaysBefore { get; init; }

    /// <summary>The only source to remove from; <c>null</c>, the default, for all.</summary>
    public string? Source { get; init; }

    /// <summary>Whether to count without removing anything; default <c>false</c>.</summary>
    public bool IsDryRun { get; init; }
}

/// <summary>The data removed from a store by rules, or that a dry run would remove.</summary>
/// <param name="Replays">Replays that were not loaded recently.</param>
/// <param name="Superseded">Histories contained in a wider one.</param>
/// <param name="Old">Histories that were not refreshed recently.</param>
/// <param name="OverLimit">Histories removed only because of the size.</param>
/// <param name="Days">Whole-market days.</param>
/// <param name="BytesBefore">The size of the store before, in bytes on disk.</param>
/// <param name="BytesAfter">The size of the store afterwards, in bytes on disk; in a dry run an estimate.</param>
public sealed record StorePruning(long Replays, long Superseded, long Old, long OverLimit, long Days, long BytesBefore, long BytesAfter)
{
    /// <summary>All histories.</summary>
    public long Keys => Replays + Superseded + Old + OverLimit;
}
