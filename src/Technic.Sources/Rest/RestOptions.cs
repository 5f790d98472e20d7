namespace Technic.Sources.Rest;

/// <summary>How the requests to a REST API are limited and repeated; wall-clock time.</summary>
public sealed record RestOptions
{
    /// <summary>The time limit of one attempt, including its whole body. Default 20 seconds; above 0.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The maximum number of retries of a failed request. Default 3; 1 … 10.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The pause before the first retry, doubled for each further one, with jitter. Default 0.5 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The pause of all requests after a 429 without a wait. Default 15 s.</summary>
    public TimeSpan RateLimitDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest accepted wait that a 429 may request; a longer one is an error. Default 2 min.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long no request is sent after most requests have failed. Default 15 s; at least 0.5 s.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The largest body accepted, in bytes after decompression. Default 64 MiB.</summary>
    public int MaxAnswerBytes { get; init; } = 64 << 20;
}
