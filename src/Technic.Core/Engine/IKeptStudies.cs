using Technic.Core.Studies;

namespace Technic.Core.Engine;

/// <summary>
/// Studies that run independently of their readers, and keep their address after their end. An engine implements it beside
/// <see cref="IScanEngine"/> if it keeps studies itself, so that every one of its clients can follow them; otherwise the web server runs
/// them in its process and keeps them in the store of the engine (<see cref="IStudyEngine.Kept"/>).
/// </summary>
public interface IKeptStudies
{
    /// <summary>Starts a study and returns before it has ended.</summary>
    /// <param name="request">A valid request.</param>
    /// <param name="owner">The name of the API key that starts the study; <c>null</c> without API keys.</param>
    /// <param name="cancellationToken">Cancels the call, not the study.</param>
    /// <exception cref="TooManyScansException">Too many studies are running.</exception>
    ValueTask<KeptStudy> StartStudyAsync(StudyRequest request, string? owner, CancellationToken cancellationToken);

    /// <summary>The status of a study, with its result when it has completed; <c>null</c> if it does not exist or was deleted.</summary>
    ValueTask<KeptStudy?> FindStudyAsync(string id, CancellationToken cancellationToken);

    /// <summary>The status of a study after the next change, or after a time; <c>null</c> if it was deleted.</summary>
    /// <param name="known">The status that the caller has.</param>
    /// <param name="patience">The time.</param>
    /// <param name="cancellationToken">Cancels the waiting, not the study.</param>
    ValueTask<KeptStudy?> WaitForStudyAsync(KeptStudy known, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>The status of all studies, newest first; without their results.</summary>
    ValueTask<IReadOnlyList<KeptStudy>> ListStudiesAsync(CancellationToken cancellationToken);

    /// <summary>Cancels a study, and deletes it.</summary>
    ValueTask DeleteStudyAsync(string id, CancellationToken cancellationToken);
}
