using Technic.Core.Engine;
using Technic.Core.Studies;
using Technic.Web.Security;

namespace Technic.Web.Scans;

/// <summary>
/// Starts studies, and gives callers access to their own ones. An engine that keeps studies itself does so for all web servers; otherwise
/// this process runs them.
/// </summary>
internal sealed class StudyJobs(IScanEngine engine, LocalStudies local)
{
    private readonly IKeptStudies _kept = engine as IKeptStudies ?? local;

    /// <summary>Whether the engine has studies.</summary>
    public bool IsPossible => engine is IStudyEngine;

    /// <summary>The kept studies of the presets; none if the engine has no studies.</summary>
    public async Task<IReadOnlyList<PresetStudy>> PresetsAsync(CancellationToken cancellationToken) =>
        engine is IStudyEngine studies ? await studies.GetPresetStudiesAsync(cancellationToken).ConfigureAwait(false) : [];

    /// <summary>Starts a study.</summary>
    /// <exception cref="BusyException">Too many concurrent scans.</exception>
    /// <exception cref="TooManyScansException">Too many running studies.</exception>
    public ValueTask<KeptStudy> StartAsync(StudyRequest request, Caller caller, CancellationToken cancellationToken) =>
        _kept.StartStudyAsync(request, caller.Name, cancellationToken);

    /// <summary>A study; <c>null</c> if it does not exist, has expired, or belongs to another caller.</summary>
    public async ValueTask<KeptStudy?> FindAsync(string id, Caller caller, CancellationToken cancellationToken) =>
        await _kept.FindStudyAsync(id, cancellationToken).ConfigureAwait(false) is { } study && caller.CanAccess(study.Owner)
            ? study : null;

    /// <summary>A study that the caller has found after the next change, or after a time; <c>null</c> if it was deleted.</summary>
    public async ValueTask<KeptStudy?> WaitAsync(KeptStudy known, TimeSpan patience, CancellationToken cancellationToken) =>
        known.EndedAt is not null || patience <= TimeSpan.Zero
            ? known : await _kept.WaitForStudyAsync(known, patience, cancellationToken).ConfigureAwait(false);

    /// <summary>The studies that a caller can access, newest first.</summary>
    public async ValueTask<IReadOnlyList<KeptStudy>> VisibleToAsync(Caller caller, CancellationToken cancellationToken) =>
        [.. (await _kept.ListStudiesAsync(cancellationToken).ConfigureAwait(false)).Where(study => caller.CanAccess(study.Owner))];

    /// <summary>Cancels a study that the caller has found, and removes it.</summary>
    public ValueTask RemoveAsync(KeptStudy study, CancellationToken cancellationToken) =>
        _kept.DeleteStudyAsync(study.Id, cancellationToken);
}
