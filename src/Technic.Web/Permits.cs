using System.Threading.RateLimiting;

namespace Technic.Web;

/// <summary>What the server bears at a time. A permit is held for the work alone, and not while a slow reader takes the answer.</summary>
internal sealed class Permits(TechnicWebOptions options) : IDisposable
{
    private readonly ConcurrencyLimiter _scans = Of(options.ConcurrentScans);
    private readonly ConcurrencyLimiter _streams = Of(options.OpenStreams);
    private readonly ConcurrencyLimiter _bodies = Of(options.OpenBodies);

    /// <summary>The permit of a scan; disposing it gives it back.</summary>
    /// <exception cref="BusyException">As many scans are under way as may be.</exception>
    public IDisposable TakeScan() =>
        Take(_scans, $"{options.ConcurrentScans} scans are under way, and more are not carried out at a time; try again in a moment.");

    /// <summary>The permit of a stream; disposing it gives it back.</summary>
    /// <exception cref="BusyException">As many streams are open as may be.</exception>
    public IDisposable TakeStream() =>
        Take(_streams, $"{options.OpenStreams} streams are open, and more are not kept open at a time; try again in a moment.");

    /// <summary>The permit to receive a body and to read it; disposing it gives it back.</summary>
    /// <exception cref="BusyException">As many bodies are being received as may be.</exception>
    public IDisposable TakeBody() =>
        Take(_bodies, $"{options.OpenBodies} requests are being received, and more are not read at a time; try again in a moment.");

    public void Dispose()
    {
        _scans.Dispose();
        _streams.Dispose();
        _bodies.Dispose();
    }

    private static RateLimitLease Take(ConcurrencyLimiter limiter, string complaint)
    {
        var lease = limiter.AttemptAcquire();
        if (lease.IsAcquired) return lease;
        lease.Dispose();
        throw new BusyException(complaint);
    }

    private static ConcurrencyLimiter Of(int permits) => new(new ConcurrencyLimiterOptions { PermitLimit = permits, QueueLimit = 0 });
}
