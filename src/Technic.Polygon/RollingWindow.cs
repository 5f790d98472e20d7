namespace Technic.Polygon;

/// <summary>
/// At most <paramref name="limit"/> events in any window of length <paramref name="span"/>. What a window has left may be used at once;
/// from the first event that had to wait, until a whole window stays empty, events are spaced evenly.
/// </summary>
internal sealed class RollingWindow(int limit, TimeSpan span)
{
    private readonly Queue<TimeSpan> _last = new();
    private readonly TimeSpan _spacing = span / limit;
    private TimeSpan _latest = TimeSpan.MinValue;
    private bool _paced;

    /// <summary>The first moment, now or later, at which one more event keeps to the limit.</summary>
    /// <param name="now">The time now.</param>
    /// <param name="waiting">Whether somebody is waiting for it.</param>
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
