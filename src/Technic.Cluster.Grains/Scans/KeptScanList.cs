using Technic.Cluster.Contracts;
using Technic.Core.Engine;

namespace Technic.Cluster.Grains;

/// <summary>What a <see cref="ScanJobsGrain"/> persists.</summary>
[GenerateSerializer, Alias("technic.ScanJobsState")]
internal sealed class ScanJobsState
{
    /// <summary>The name of the state.</summary>
    public const string StateName = "scans";

    [Id(0)] public List<JobEntry> Entries { get; set; } = [];
}

/// <summary>What happens to the kept scans, or studies, of a list.</summary>
/// <param name="IsAlive">Whether the silo of one is alive.</param>
/// <param name="Evict">
/// Called for one that is removed because of its age or the limits; what was only in the memory of a dead silo needs no removal.
/// </param>
/// <param name="Revive">Begins one again whose silo died before its end; <c>null</c> if it has ended with its silo.</param>
internal sealed record KeptJobActions(Func<string?, bool> IsAlive, Action<JobEntry> Evict, Action<JobEntry>? Revive = null);

/// <summary>The kept scans, or studies, of the cluster, within their limits.</summary>
/// <param name="limits">The limits.</param>
/// <param name="time">The clock.</param>
/// <param name="actions">What happens to them.</param>
internal sealed class KeptScanList(KeptScanLimits limits, TimeProvider time, KeptJobActions actions) : IBackgroundContent<ScanJobsState>
{
    private readonly SortedDictionary<(DateTimeOffset StartedAt, string Id), JobEntry> _entries = [];
    private readonly RemovedScans _removed = new(limits.RetentionOrDefault, time);

    /// <summary>The scans, the latest first.</summary>
    public IEnumerable<JobEntry> Entries
    {
        get
        {
            RemoveExpired();
            return _entries.Values.Reverse();
        }
    }

    /// <summary>Adds a scan that begins.</summary>
    /// <returns><c>null</c>, or why it must not begin now.</returns>
    public string? Enter(JobEntry entry)
    {
        RemoveExpired();
        var running = _entries.Values.Count(each => each.EndedAt is null && each.Id != entry.Id);
        if (running >= limits.Running) return $"Too many running kept {limits.Work} (limit {limits.Running}). Try again later.";
        _entries[(entry.StartedAt, entry.Id)] = entry;
        return null;
    }

    /// <summary>Enters the end of a scan.</summary>
    /// <returns>Whether it is in the list: it may have been removed meanwhile.</returns>
    public bool End(JobEntry entry)
    {
        if (_removed.Contains(entry.Id)) return false;
        RemoveEntry(entry.Id);
        _entries[(entry.StartedAt, entry.Id)] = entry;
        RemoveExpired();
        return true;
    }

    /// <summary>Removes a scan.</summary>
    public void Remove(string id)
    {
        RemoveEntry(id);
        _removed.Add(id);
    }

    /// <summary>Finds a scan.</summary>
    public JobEntry? Find(string id) => Entries.FirstOrDefault(entry => entry.Id == id);

    /// <inheritdoc/>
    public void Merge(ScanJobsState? stored)
    {
        var entries = stored?.Entries ?? [];
        _removed.SetStored(entries);
        foreach (var entry in entries)
        {
            if (!_removed.Contains(entry.Id)) _entries.TryAdd((entry.StartedAt, entry.Id), entry);
        }
    }

    /// <inheritdoc/>
    public ScanJobsState Capture()
    {
        var state = new ScanJobsState { Entries = [.. _entries.Values] };
        _removed.AddStored(state.Entries);
        return state;
    }

    /// <inheritdoc/>
    public void Written(ScanJobsState state) => _removed.SetStored(state.Entries);

    private void RemoveEntry(string id)
    {
        if (_entries.Values.FirstOrDefault(entry => entry.Id == id) is { } known) _entries.Remove((known.StartedAt, known.Id));
    }

    /// <summary>Removes expired scans, and the oldest ended scans over the limits.</summary>
    private void RemoveExpired()
    {
        var now = time.GetUtcNow();
        foreach (var (key, entry) in _entries.ToArray())
        {
            if (entry.EndedAt is null && !actions.IsAlive(entry.Silo))
            {
                if (actions.Revive is { } revive) revive(entry);
                else _entries[key] = entry with { EndedAt = now };
            }
            if (entry.EndedAt + limits.RetentionOrDefault <= now) Evict(entry);
        }
        while (_entries.Count > limits.Kept || _entries.Values.Sum(entry => (long)entry.Rows) > limits.Rows)
        {
            if (_entries.Values.FirstOrDefault(entry => entry.EndedAt is not null) is not { } oldest) return;
            Evict(oldest);
        }
    }

    private void Evict(JobEntry entry)
    {
        _entries.Remove((entry.StartedAt, entry.Id));
        if (actions.Revive is not null || actions.IsAlive(entry.Silo)) actions.Evict(entry);
    }
}
