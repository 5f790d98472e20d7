using Technic.Core.Histories;

namespace Technic.Cluster.Grains;

/// <summary>The lists of keys that scans of this silo asked for last. One a silo.</summary>
internal sealed class RowMirrors : IDisposable
{
    /// <summary>Maximum number of lists: a few windows of the whole market and of some universes.</summary>
    public const int MaxMirrors = 4;

    /// <summary>How long a list is kept after its last use.</summary>
    private static readonly TimeSpan IdleLife = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _time;
    private readonly ITimer _cleanup;
    private readonly Lock _gate = new();
    private readonly List<RowMirror> _mirrors = [];

    /// <param name="time">The clock.</param>
    public RowMirrors(TimeProvider time)
    {
        _time = time;
        _cleanup = time.CreateTimer(_ => Clean(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The mirror for the keys of a scan; a new one knows nothing.</summary>
    /// <param name="queries">All keys of the scan, at least one.</param>
    public RowMirror For(HistoryQuery[] queries)
    {
        lock (_gate)
        {
            var mirror = _mirrors.Find(known => known.IsFor(queries));
            if (mirror is null)
            {
                if (_mirrors.Count == MaxMirrors) _mirrors.Remove(_mirrors.MinBy(known => known.LastUsed)!);
                _mirrors.Add(mirror = new RowMirror(Array.ConvertAll(queries, query => query.Key)));
            }
            mirror.LastUsed = _time.GetTimestamp();
            _cleanup.Change(IdleLife, Timeout.InfiniteTimeSpan);
            return mirror;
        }
    }

    public void Dispose() => _cleanup.Dispose();

    private void Clean()
    {
        lock (_gate) _mirrors.Clear();
    }
}
