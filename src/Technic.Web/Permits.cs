using System.Threading.RateLimiting;

namespace Technic.Web;

/// <summary>
/// Limits concurrent work. A permit covers the work only, not the time in which a slow client receives the response.
/// </summary>
internal sealed class Permits(TechnicWebOptions options) : IDisposable
{
    private readonly ConcurrencyLimiter _scans = Of(options.ConcurrentScans);
    private readonly ConcurrencyLimiter _streams = Of(options.OpenStreams);
    private readonly ConcurrencyLimiter _bodies = Of(options.OpenBodies);

    /// <summary>Acquires a permit for a scan. Dispose it to release it.</summary>
    /// <exception cref="BusyException">Too many concurrent scans.</exception>
    public IDisposable TakeScan() =>
        Take(_scans, $"Too many concurrent scans (limit {options.ConcurrentScans}). Try again later.");

    /// <summary>Acquires a permit for an event stream. Dispose it to release it.</summary>
    /// <exception cref="BusyException">Too many open streams.</exception>
    public IDisposable TakeStream() =>
        Take(_streams, $"Too many open streams (limit {options.OpenStreams}). Try again later.");

    /// <summary>Acquires a permit to receive a request body. Dispose it to release it.</summary>
    /// <exception cref="BusyException">Too many concurrent uploads.</exception>
    public IDisposable TakeBody() =>
        Take(_bodies, $"Too many concurrent uploads (limit {options.OpenBodies}). Try again later.");

    public void Dispose()
    {
        _scans.Dispose();
        _streams.Dispose();
        _bodies.Dispose();
    }

    private static RateLimitLease Take(ConcurrencyLimiter limiter, string message)
    {
        var lease = limiter.AttemptAcquire();
        if (lease.IsAcquired) return lease;
        lease.Dispose();
        throw new BusyException(message);
    }

    private static ConcurrencyLimiter Of(int permits) => new(new ConcurrencyLimiterOptions { PermitLimit = permits, QueueLimit = 0 });
}

/// <summary>A concurrency limit is reached; the client can try again later. The message is shown to the user.</summary>
internal sealed class BusyException(string message) : Exception(message);
