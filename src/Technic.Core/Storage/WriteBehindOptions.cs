namespace Technic.Core.Storage;

/// <summary>The limits of a <see cref="WriteBehind"/>.</summary>
public sealed record WriteBehindOptions
{
    /// <summary>How many histories may wait to be written, those under way included, before callers wait: at least 1, 10,000 unless told.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>How many histories go into one write: at least 1, 512 unless told.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>How long nothing is tried after a failed write: five seconds unless told. What is enqueued meanwhile is dropped and counted as failed.</summary>
    public TimeSpan PauseAfterFailure { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a shutdown waits for what is queued: ten seconds unless told. What is left is dropped and counted as failed.</summary>
    public TimeSpan ShutdownLimit { get; init; } = TimeSpan.FromSeconds(10);
}
