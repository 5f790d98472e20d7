namespace Technic.Polygon;

/// <summary>At most <paramref name="limit"/> events in any window of length <paramref name="span"/>; once a window is full, the next ones are spaced evenly.</summary>
internal sealed class RollingWindow(int limit, TimeSpan span)
{
    private readonly Queue<TimeSpan> _last = new();
    private readonly TimeSpan _spacing = span / limit;
    private TimeSpan _latest;

    /// <summary>The first moment, now or later, at which one more event keeps to the limit.</summary>
    public TimeSpan Earliest(TimeSpan now)
    {
        if (_last.Count < limit) return now;
        var opens = _last.Peek() + span;
        if (opens <= now) return now;
        return opens > _latest + _spacing ? opens : _latest + _spacing;
    }

    public void Record(TimeSpan at)
    {
        if (_last.Count == limit) _last.Dequeue();
        _last.Enqueue(at);
        _latest = at;
    }
}
