namespace Technic.Core.Storage;

/// <summary>The limits of a <see cref="WriteBehind"/>.</summary>
public sealed record WriteBehindOptions
{
    /// <summary>The maximum number of queued writes, including running ones: at least 1; default 10,000.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>
    /// The maximum memory for queued writes, in bytes: at least 1; default 128 MiB. A larger single write is accepted when the queue is
    /// empty.
    /// </summary>
    public long MaxBytes { get; init; } = 128L << 20;

    /// <summary>The maximum number of histories in one write to the store: at least 1; default 512.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>
    /// The delay before a failed write is retried, longer than zero; default one second. It doubles with every consecutive failure.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The maximum delay before a failed write is retried, at least <see cref="RetryDelay"/>; default 30 seconds.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The age at which a failed write is abandoned and counted as failed: zero or longer; default ten minutes. With zero there are no
    /// retries.
    /// </summary>
    public TimeSpan RetryLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The maximum time that a shutdown waits for queued writes, zero or longer; default ten seconds. Remaining writes are abandoned and
    /// counted as failed.
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
