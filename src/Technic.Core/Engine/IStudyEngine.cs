using Technic.Core.Scans;
using Technic.Core.Studies;

namespace Technic.Core.Engine;

/// <summary>Studies of the prices that an engine has. An engine implements it beside <see cref="IScanEngine"/> if it can.</summary>
public interface IStudyEngine
{
    /// <summary>Runs studies of the same time, without requests to a provider.</summary>
    /// <param name="requests">Valid studies, at least one.</param>
    /// <param name="progress">Gets what is being done; called on any thread.</param>
    /// <param name="cancellationToken">Cancels the studies.</param>
    /// <exception cref="ScanRequestException">A formula is invalid, or the data have no such days or symbols.</exception>
    /// <exception cref="ScanFailedException">The prices are not readable, or there are none.</exception>
    Task<IReadOnlyList<StudyResult>> StudyAsync(
        IReadOnlyList<StudyRequest> requests, Action<string> progress, CancellationToken cancellationToken);

    /// <summary>
    /// A study with the symbols of its lists instead of their names, as they are now: who keeps a study to run it later keeps this one.
    /// </summary>
    /// <exception cref="ScanRequestException">A list does not exist; the message suggests another one.</exception>
    /// <exception cref="ScanFailedException">The lists are not readable.</exception>
    ValueTask<StudyRequest> ResolveListsAsync(StudyRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(request);

    /// <summary>Ended studies in the store of the engine; <c>null</c> if it has none, or keeps studies itself.</summary>
    StoredStudies? Kept => null;

    /// <summary>The kept studies of the presets.</summary>
    /// <exception cref="ScanFailedException">They are not readable.</exception>
    Task<IReadOnlyList<PresetStudy>> GetPresetStudiesAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the figures of a preset's study, with the prices of the engine and the day; they replace earlier ones.</summary>
    /// <param name="preset">The name of the preset.</param>
    /// <param name="study">The study of the preset as it is.</param>
    /// <param name="cancellationToken">Cancels the storing.</param>
    /// <exception cref="ScanFailedException">They cannot be kept.</exception>
    Task KeepPresetStudyAsync(string preset, StudyResult study, CancellationToken cancellationToken);
}
