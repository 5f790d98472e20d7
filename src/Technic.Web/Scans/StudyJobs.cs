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
    private readonly KeptJobs<StudyJob, KeptStudy> _kept = new(time, options, _ => 0);

    /// <summary>Whether the engine has studies.</summary>
    public bool IsPossible => engine is IStudyEngine;

    /// <summary>The kept studies of the presets; none if the engine has no studies.</summary>
    public async Task<IReadOnlyList<PresetStudy>> PresetsAsync(CancellationToken cancellationToken) =>
        engine is IStudyEngine studies ? await studies.GetPresetStudiesAsync(cancellationToken).ConfigureAwait(false) : [];

    /// <summary>Starts a study; it counts as a scan among the concurrent ones.</summary>
    /// <exception cref="BusyException">Too many concurrent scans.</exception>
    public KeptStudy Start(StudyRequest request, Caller caller)
    {
        var job = StudyJob.Start(
            (IStudyEngine)engine, request, caller.Name, permits.TakeScan(), time, problems.ToFailure, lifetime.ApplicationStopping);
        _kept.Add(job);
        return job.Status;
    }

    /// <summary>A study; <c>null</c> if it does not exist, has expired, or belongs to another caller.</summary>
    public StudyJob? Find(string id, Caller caller) => _kept.Find(id) is { } job && caller.CanAccess(job.Status.Owner) ? job : null;

    /// <summary>The studies that a caller can access, newest first.</summary>
    public IReadOnlyList<KeptStudy> VisibleTo(Caller caller) => [.. _kept.All().Where(study => caller.CanAccess(study.Owner))];

    /// <summary>Cancels a study, and removes it.</summary>
    public Task RemoveAsync(StudyJob job) => _kept.RemoveAsync(job);

    public ValueTask DisposeAsync() => _kept.DisposeAsync();
}
