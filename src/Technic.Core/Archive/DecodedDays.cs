using Technic.Core.Market;

namespace Technic.Core.Archive;

/// <summary>Decoded days in memory, for a short time after their last use and within a limit. Thread-safe.</summary>
internal sealed class DecodedDays : IDisposable
{
    /// <summary>The lifetime of the days after the last use of any of them.</summary>
    private static readonly TimeSpan IdleLife = TimeSpan.FromSeconds(30);

    private readonly long _maxBytes;
    private readonly ITimer _cleanup;
    private readonly Lock _gate = new();
    private readonly Dictionary<DateOnly, MarketDay> _days = [];
    private long _bytes;

    /// <summary>Runs after a day was kept, outside of any lock.</summary>
    public Action Kept { get; set; } = static () => { };

    /// <param name="maxBytes">The maximum memory for the days, in bytes.</param>
    /// <param name="time">The clock.</param>
    public DecodedDays(long maxBytes, TimeProvider time)
    {
        _maxBytes = maxBytes;
        _cleanup = time.CreateTimer(_ => Clear(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The size of the days, in bytes.</summary>
    public long Bytes
    {
        get { lock (_gate) return _bytes; }
    }

    /// <summary>The day; <c>null</c> when it is not in memory.</summary>
    public MarketDay? Find(DateOnly session)
    {
        lock (_gate)
        {
            _cleanup.Change(IdleLife, Timeout.InfiniteTimeSpan);
            return _days.GetValueOrDefault(session);
        }
    }

    /// <summary>Keeps a day, replacing an earlier version, if there is room for it.</summary>
    public void Keep(MarketDay day)
    {
        lock (_gate)
        {
            _cleanup.Change(IdleLife, Timeout.InfiniteTimeSpan);
            if (_days.Remove(day.Date, out var other)) _bytes -= other.Bytes;
            if (_bytes + day.Bytes > _maxBytes) return;
            _days.Add(day.Date, day);
            _bytes += day.Bytes;
        }
        Kept();
    }

    /// <summary>Removes a day that was replaced in the store.</summary>
    public void Forget(DateOnly session)
    {
        lock (_gate)
        {
            if (_days.Remove(session, out var day)) _bytes -= day.Bytes;
        }
    }

    public void Dispose() => _cleanup.Dispose();

    private void Clear()
    {
        lock (_gate)
        {
            _days.Clear();
            _bytes = 0;
        }
    }
}
