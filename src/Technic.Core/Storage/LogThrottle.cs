namespace Technic.Core.Storage;

/// <summary>Allows one message per minute and adds up the suppressed events. Thread-safe.</summary>
public sealed class LogThrottle(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long? _passed;
    private long _heldBack;

    /// <summary>Whether a message is allowed now.</summary>
    /// <param name="count">The number of events.</param>
    /// <param name="total">The number of events for the message: these and all suppressed ones.</param>
    public bool TryPass(long count, out long total)
    {
        lock (_gate)
        {
            total = _heldBack += count;
            if (_passed is { } then && time.GetElapsedTime(then) < Interval) return false;
            _passed = time.GetTimestamp();
            _heldBack = 0;
            return true;
        }
    }

    /// <summary>Returns the suppressed events that no message has reported, and resets their number; 0 when there are none.</summary>
    public long TakeHeldBack()
    {
        lock (_gate)
        {
            var heldBack = _heldBack;
            _heldBack = 0;
            return heldBack;
        }
    }
}
