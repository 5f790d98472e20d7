namespace Technic.Embedded.Sqlite;

/// <summary>The limits of a <see cref="SqliteHistoryStore"/>.</summary>
public sealed record SqliteHistoryStoreOptions
{
    /// <summary>How long a read or write waits for another process that holds the file: default two seconds; the wait is at least a second.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long nothing is tried after a failure, reads and writes each for themselves: default five seconds.</summary>
    public TimeSpan PauseAfterFailure { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How large the file may grow, in bytes; <c>null</c>, unless told, for as large as the disk allows. Beyond it writes fail.</summary>
    public long? MaxFileBytes { get; init; }

    /// <summary>
    /// The size above which the histories that were loaded first are removed, replays before others, in bytes: at least 1; 4 GiB by
    /// default; <c>null</c> for no limit. Whole-market days count and stay. It is looked at once a day, in the background.
    /// </summary>
    public long? KeepBytes { get; init; } = 4L << 30;

    /// <summary>
    /// The time after which replays that were not loaded again are removed, longer than zero; seven days by default; <c>null</c> for never.
    /// It is looked at once a day, in the background.
    /// </summary>
    public TimeSpan? ReplayLife { get; init; } = TimeSpan.FromDays(7);
}
