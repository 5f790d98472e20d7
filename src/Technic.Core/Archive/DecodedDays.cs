using Technic.Core.Market;

namespace Technic.Core.Archive;

/// <summary>Days that are decoded in memory, for a short time after their last use and within a bound. Safe for concurrent use.</summary>
internal sealed class DecodedDays : IDisposable
{
    /// <summary>The time that days stay after the last use of any of them.</summary>
    private static readonly TimeSpan IdleLife = TimeSpan.FromSeconds(30);

    private readonly long _maxBytes;
    private readonly ITimer _cleanup;
    private readonly Lock _gate = new();
    private readonly Dictionary<DateOnly, MarketDay> _days = [];
    private long _bytes;

    /// <param name="maxBytes">The most memory that the days take, in bytes.</param>
    /// <param name="time">The clock.</param>
    public DecodedDays(long maxBytes, TimeProvider time)
    {
        _maxBytes = maxBytes;
        _cleanup = time.CreateTimer(_ => Clear(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What the days occupy, in bytes.</summary>
    public long Bytes
    {
        get { lock (_gate) return _bytes; }
    }

    /// <summary>The day; <c>null</c> when it is not here.</summary>
    public MarketDay? Find(DateOnly session)
    {
        lock (_gate)
        {
            _cleanup.Change(IdleLife, Timeout.InfiniteTimeSpan);
            return _days.GetValueOrDefault(session);
        }
    }

    /// <summary>Keeps a day in place of an earlier one, when there is room for it.</summary>
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
    }

    /// <summary>Forgets a day that was replaced in the store.</summary>
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
