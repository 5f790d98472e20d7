using Technic.Cluster.Contracts;

namespace Technic.Cluster.Grains;

/// <summary>
/// The kept scans that were removed: neither an end that arrives late nor a list that was stored before may bring them back. A scan is
/// forgotten when its retention has passed since its removal, unless the stored list may still contain it because the database fails.
/// </summary>
/// <param name="retention">How long an ended scan is kept.</param>
/// <param name="time">The clock.</param>
internal sealed class RemovedScans(TimeSpan retention, TimeProvider time)
{
    private readonly Dictionary<string, DateTimeOffset> _removedAt = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stored = new(StringComparer.Ordinal);

    /// <summary>The number of ids in memory.</summary>
    public int Count => _removedAt.Count;

    public void Add(string id)
    {
        foreach (var (known, at) in _removedAt)
        {
            if (IsForgotten(known, at)) _removedAt.Remove(known);
        }
        _removedAt[id] = time.GetUtcNow();
    }

    public bool Contains(string id) => _removedAt.TryGetValue(id, out var at) && !IsForgotten(id, at);

    /// <summary>The stored list contains these scans, as a read or a write has shown.</summary>
    public void SetStored(IEnumerable<JobEntry> entries)
    {
        _stored.Clear();
        AddStored(entries);
    }

    /// <summary>A write begins, after which the stored list may contain these scans too.</summary>
    public void AddStored(IEnumerable<JobEntry> entries) => _stored.UnionWith(entries.Select(entry => entry.Id));

    private bool IsForgotten(string id, DateTimeOffset at) => at + retention <= time.GetUtcNow() && !_stored.Contains(id);
}
