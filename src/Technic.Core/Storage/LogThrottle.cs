namespace Technic.Core.Storage;

/// <summary>Lets one message a minute through and adds up what the others would have said. Safe for concurrent use.</summary>
public sealed class LogThrottle(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long? _passed;
    private long _heldBack;

    /// <summary>Whether it is time for a message.</summary>
    /// <param name="count">How many events this one stands for.</param>
    /// <param name="total">How many the message stands for: these and all that were held back before.</param>
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

    /// <summary>Takes the events that no message has told of; 0 when there are none.</summary>
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
