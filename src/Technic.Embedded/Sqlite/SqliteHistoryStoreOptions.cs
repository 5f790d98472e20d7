namespace Technic.Embedded.Sqlite;

/// <summary>The limits of a <see cref="SqliteHistoryStore"/>.</summary>
public sealed record SqliteHistoryStoreOptions
{
    /// <summary>How long a read or write waits for another process that holds the file: two seconds unless told; the wait is at least a second.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long nothing is tried after a failure, reads and writes each for themselves: five seconds unless told.</summary>
    public TimeSpan PauseAfterFailure { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How large the file may grow, in bytes; <c>null</c>, unless told, for as large as the disk allows. Beyond it writes fail.</summary>
    public long? MaxFileBytes { get; init; }
}
