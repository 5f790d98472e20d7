using Technic.Core.Engine;

namespace Technic.Web.Scans;

/// <summary>
/// Jobs of this process. Expired ones, and the oldest ended ones over the limits, are removed. Disposing cancels them.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="options">The limits.</param>
/// <param name="rows">The number of rows that a job keeps.</param>
internal sealed class KeptJobs<TJob, TStatus>(TimeProvider time, TechnicWebOptions options, Func<TJob, long> rows) : IAsyncDisposable
    where TJob : Job<TStatus> where TStatus : KeptJob
{
    private readonly Lock _gate = new();
    private readonly List<TJob> _kept = [];

    /// <summary>Keeps a job.</summary>
    public void Add(TJob job)
    {
        lock (_gate)
        {
            _kept.Add(job);
            RemoveExpired();
        }
    }

    /// <summary>A job; <c>null</c> if it does not exist, or has expired.</summary>
    public TJob? Find(string id)
    {
        lock (_gate)
        {
            RemoveExpired();
            return _kept.Find(job => job.Status.Id == id);
        }
    }

    /// <summary>The status of all jobs, newest first.</summary>
    public IReadOnlyList<TStatus> All()
    {
        lock (_gate)
        {
            RemoveExpired();
            return [.. _kept.Select(job => job.Status).Reverse()];
        }
    }

    /// <summary>Cancels a job, and removes it.</summary>
    public async Task RemoveAsync(TJob job)
    {
        lock (_gate) _kept.Remove(job);
        await job.CancelAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        TJob[] jobs;
        lock (_gate) jobs = [.. _kept];
        foreach (var job in jobs) await job.DisposeAsync().ConfigureAwait(false);
    }

    private void RemoveExpired()
    {
        var expired = time.GetUtcNow() - options.ScanRetention;
        _kept.RemoveAll(job => job.Status.EndedAt <= expired);
        while (_kept.Count > options.KeptScans || _kept.Sum(rows) > options.KeptRows)
        {
            if (_kept.FindIndex(job => job.Status.EndedAt is not null) is not (>= 0 and var oldest)) return;
            _kept.RemoveAt(oldest);
        }
    }
}
