namespace Technic.Polygon;

/// <summary>
/// At most <paramref name="limit"/> events in any window of length <paramref name="span"/>. The unused rest of a window may be used at
/// once; after the first event that had to wait, and until a whole window stays empty, events are spaced evenly.
/// </summary>
internal sealed class RollingWindow(int limit, TimeSpan span)
{
    private readonly Queue<TimeSpan> _last = new();
    private readonly TimeSpan _spacing = span / limit;
    private TimeSpan _latest = TimeSpan.MinValue;
    private bool _paced;

    /// <summary>The earliest time, now or later, at which another event stays within the limit.</summary>
    /// <param name="now">The current time.</param>
    /// <param name="waiting">Whether a caller is waiting for it.</param>
    public TimeSpan Earliest(TimeSpan now, bool waiting)
    {
        if (waiting) _paced = true;
        else if (_latest + span <= now) _paced = false;
        var earliest = _last.Count < limit ? now : Later(now, _last.Peek() + span);
        return _paced && _last.Count > 0 ? Later(earliest, _latest + _spacing) : earliest;
    }

    public void Record(TimeSpan at)
    {
        if (_last.Count == limit) _last.Dequeue();
        _last.Enqueue(at);
        _latest = at;
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
