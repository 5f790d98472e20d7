namespace Technic.Embedded.Sqlite;

/// <summary>The limits of a <see cref="SqliteHistoryStore"/>.</summary>
public sealed record SqliteHistoryStoreOptions
{
    /// <summary>How long a read or write waits for another process that locks the file: default two seconds; at least one second.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long reads, or writes, are suspended after one of them failed: default five seconds.</summary>
    public TimeSpan PauseAfterFailure { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The maximum size of the file, in bytes; <c>null</c>, the default, for no limit. Beyond it writes fail.</summary>
    public long? MaxFileBytes { get; init; }

    /// <summary>
    /// The size above which the histories loaded first are removed, replays before others, in bytes: at least 1; default 4 GiB;
    /// <c>null</c> for no limit. Whole-market days count and are kept. It is checked once a day, in the background.
    /// </summary>
    public long? KeepBytes { get; init; } = 4L << 30;

    /// <summary>
    /// The time after which replays that were not loaded again are removed, longer than zero; default seven days; <c>null</c> for never.
    /// It is checked once a day, in the background.
    /// </summary>
    public TimeSpan? ReplayLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The errors in the options, one sentence each; empty when they are valid.</summary>
    public IReadOnlyList<string> Validate() => [.. Complaints()];

    private IEnumerable<string> Complaints()
    {
        if (BusyTimeout < TimeSpan.FromSeconds(1)) yield return $"{nameof(BusyTimeout)} must be at least one second; it is {BusyTimeout}.";
        if (PauseAfterFailure < TimeSpan.Zero) yield return $"{nameof(PauseAfterFailure)} must not be negative; it is {PauseAfterFailure}.";
        if (MaxFileBytes < 1) yield return $"{nameof(MaxFileBytes)} must be at least 1; it is {MaxFileBytes}.";
        if (KeepBytes < 1) yield return $"{nameof(KeepBytes)} must be at least 1; it is {KeepBytes}.";
        if (ReplayLife <= TimeSpan.Zero) yield return $"{nameof(ReplayLife)} must be longer than zero; it is {ReplayLife}.";
    }
}
