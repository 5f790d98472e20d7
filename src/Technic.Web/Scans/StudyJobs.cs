using Technic.Core.Engine;
using Technic.Core.Scans.Requests;
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

    /// <summary>Keeps the figures of a completed study as those of a preset.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="study">The study.</param>
    /// <param name="cancellationToken">Cancels the storing.</param>
    /// <returns><c>null</c>, or why the study is not one of the preset.</returns>
    public async Task<string?> KeepForPresetAsync(Preset preset, KeptStudy study, CancellationToken cancellationToken)
    {
        if (study.Failure is { } failure) return $"The study has no result: {failure.Message}";
        if (study.Result is not { } result) return "The study is still running. Its figures can be kept when it ends.";
        var asItIs = result.Request with { Scan = preset.Changes.ApplyTo(StudyRequest.EveryRow) };
        if (StudyCodec.EncodeRequest(result.Request) != StudyCodec.EncodeRequest(asItIs))
            return $"The study is not one of '{preset.Name}' as it is: it has another condition, filters or symbols.";
        await ((IStudyEngine)engine).KeepPresetStudyAsync(preset.Name, result, cancellationToken).ConfigureAwait(false);
        return null;
    }

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
