using Technic.Core.Histories;

namespace Technic.Cluster.Grains;

/// <summary>The lists of keys that scans of this silo asked for last, within a limit of memory. One a silo.</summary>
internal sealed class RowMirrors : IDisposable
{
    /// <summary>Maximum number of lists: a few windows of the whole market and of some universes.</summary>
    public const int MaxMirrors = 4;

    /// <summary>How long a list is kept after its last use.</summary>
    private static readonly TimeSpan IdleLife = TimeSpan.FromMinutes(10);

    private readonly HeldBytes _held;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly ITimer _cleanup;
    private readonly Lock _gate = new();
    private readonly List<RowMirror> _mirrors = [];

    /// <param name="held">What the silo holds, where the lists are counted.</param>
    /// <param name="maxBytes">Their maximum size, in bytes. A longer list is asked for in full every time.</param>
    /// <param name="time">The clock.</param>
    public RowMirrors(HeldBytes held, long maxBytes, TimeProvider time)
    {
        (_held, _maxBytes, _time) = (held, maxBytes, time);
        _cleanup = time.CreateTimer(_ => Clean(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The mirror for the keys of a scan; a new one knows nothing.</summary>
    /// <param name="queries">All keys of the scan, at least one.</param>
    public RowMirror For(HistoryQuery[] queries)
    {
        lock (_gate)
        {
            _cleanup.Change(IdleLife, Timeout.InfiniteTimeSpan);
            if (_mirrors.Find(known => known.IsFor(queries)) is { } found)
            {
                found.LastUsed = _time.GetTimestamp();
                return found;
            }
            var mirror = new RowMirror(Array.ConvertAll(queries, query => query.Key)) { LastUsed = _time.GetTimestamp() };
            if (mirror.Bytes > _maxBytes) return mirror;
            while (_mirrors.Count == MaxMirrors || _mirrors.Sum(known => known.Bytes) + mirror.Bytes > _maxBytes)
                Remove(_mirrors.MinBy(known => known.LastUsed)!);
            _mirrors.Add(mirror);
            _held.Add(mirror.Bytes);
            return mirror;
        }
    }

    public void Dispose() => _cleanup.Dispose();

    private void Remove(RowMirror mirror)
    {
        _mirrors.Remove(mirror);
        _held.Add(-mirror.Bytes);
    }

    private void Clean()
    {
        lock (_gate)
        {
            while (_mirrors.Count > 0) Remove(_mirrors[0]);
        }
    }
}
