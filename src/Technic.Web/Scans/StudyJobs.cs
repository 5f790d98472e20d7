using Microsoft.Extensions.Hosting;
using Technic.Core.Engine;
using Technic.Core.Studies;
using Technic.Web.Problems;
using Technic.Web.Security;

namespace Technic.Web.Scans;

/// <summary>Studies in this process. Ended ones are kept as long as scans; callers have access to their own ones.</summary>
internal sealed class StudyJobs(
    IScanEngine engine, TimeProvider time, TechnicWebOptions options, Permits permits, ProblemHandler problems,
    IHostApplicationLifetime lifetime) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<StudyJob> _kept = [];

    /// <summary>Whether the engine has studies.</summary>
    public bool IsPossible => engine is IStudyEngine;

    /// <summary>Starts a study; it counts as a scan among the concurrent ones.</summary>
    /// <exception cref="BusyException">Too many concurrent scans.</exception>
    public KeptStudy Start(StudyRequest request, Caller caller)
    {
        var job = StudyJob.Start(
            (IStudyEngine)engine, request, caller.Name, permits.TakeScan(), time, problems.ToFailure, lifetime.ApplicationStopping);
        lock (_gate)
        {
            _kept.Add(job);
            RemoveExpired();
        }
        return job.Status;
    }

    /// <summary>A study; <c>null</c> if it does not exist, has expired, or belongs to another caller.</summary>
    public StudyJob? Find(string id, Caller caller)
    {
        lock (_gate)
        {
            RemoveExpired();
            return _kept.Find(job => job.Status.Id == id && caller.CanAccess(job.Status.Owner));
        }
    }

    /// <summary>The studies that a caller can access, newest first.</summary>
    public IReadOnlyList<KeptStudy> VisibleTo(Caller caller)
    {
        lock (_gate)
        {
            RemoveExpired();
            return [.. _kept.Select(job => job.Status).Where(study => caller.CanAccess(study.Owner)).Reverse()];
        }
    }

    /// <summary>Cancels a study, and removes it.</summary>
    public async Task RemoveAsync(StudyJob job)
    {
        lock (_gate) _kept.Remove(job);
        await job.CancelAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        StudyJob[] jobs;
        lock (_gate) jobs = [.. _kept];
        foreach (var job in jobs) await job.DisposeAsync().ConfigureAwait(false);
    }

    private void RemoveExpired()
    {
        var expired = time.GetUtcNow() - options.ScanRetention;
        _kept.RemoveAll(job => job.Status.EndedAt <= expired);
        while (_kept.Count > options.KeptScans && _kept.FindIndex(job => job.Status.EndedAt is not null) is >= 0 and var oldest)
            _kept.RemoveAt(oldest);
    }
}
