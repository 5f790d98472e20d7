using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>
/// Shut while asking would be useless for every caller: the circuit is open, the key was refused, or the provider asked for a long wait.
/// Callers then fail at once with the reason, those that wait for the quota included, instead of queueing for one useless request each.
/// </summary>
internal sealed class SourceGate(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private CancellationTokenSource _shutting = new();
    private AttemptException? _reason;
    private TimeSpan _opens;

    /// <summary>Cancelled when the gate is shut the next time.</summary>
    public CancellationToken Shutting
    {
        get
        {
            lock (_lock) return _shutting.Token;
        }
    }

    public void Shut(TimeSpan duration, PriceSourceFailure failure, string reason)
    {
        CancellationTokenSource shutting;
        lock (_lock)
        {
            var opens = Now + duration;
            if (_opens >= opens) return;
            _opens = opens;
            _reason = new AttemptException(failure, reason);
            shutting = _shutting;
            _shutting = new CancellationTokenSource();
        }
        shutting.Cancel();
    }

    /// <exception cref="AttemptException">The gate is shut.</exception>
    public void ThrowIfShut()
    {
        lock (_lock)
        {
            if (Now < _opens) throw Refusal(_opens - Now);
        }
    }

    /// <summary>The error of a caller that was waiting when the gate was shut.</summary>
    public AttemptException LastRefusal()
    {
        lock (_lock) return Refusal(_opens > Now ? _opens - Now : TimeSpan.Zero);
    }

    private TimeSpan Now => time.GetElapsedTime(_start);

    private AttemptException Refusal(TimeSpan left) =>
        new(_reason!.Failure, $"{_reason.Message}, and it is not asked again for {Durations.Words(left)}");
}
