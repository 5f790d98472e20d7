namespace Technic.Core.Storage;

/// <summary>The limits of a <see cref="WriteBehind"/>.</summary>
public sealed record WriteBehindOptions
{
    /// <summary>The most writes that wait, those under way included: at least 1; 10,000 by default.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>
    /// The most memory that waiting writes take, in bytes: at least 1; 128 MiB by default. A larger single write is accepted while none
    /// waits.
    /// </summary>
    public long MaxBytes { get; init; } = 128L << 20;

    /// <summary>The most histories of one write to the store: at least 1; 512 by default.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>
    /// The wait before a failed write is tried again, longer than zero; one second by default. It doubles with every failure in a row.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a failed write is tried again, at least <see cref="RetryDelay"/>; 30 seconds by default.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The age at which a write that failed is given up and counted as failed: zero or longer; ten minutes by default. With zero no write
    /// is tried again.
    /// </summary>
    public TimeSpan RetryLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The longest time a shutdown waits for the writes that are queued, zero or longer; ten seconds by default. Writes that are left are
    /// given up and counted as failed.
    /// </summary>
    public TimeSpan ShutdownLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRetryDelay, RetryDelay);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryLimit, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(ShutdownLimit, TimeSpan.Zero);
    }
}
