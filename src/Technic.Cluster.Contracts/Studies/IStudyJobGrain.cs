using Technic.Core.Engine;
using Technic.Core.Studies;

namespace Technic.Cluster.Contracts;

/// <summary>
/// One kept study; the key is its id. Its request and later its result are the state of the grain: if the silo dies in the middle, the
/// grain begins the study again on another one, and an ended study has its address until it is deleted or removed from the list.
/// </summary>
[Alias("technic.IStudyJobGrain")]
public interface IStudyJobGrain : IGrainWithStringKey
{
    /// <summary>Starts the study and returns before it has ended.</summary>
    /// <param name="request">A valid study.</param>
    /// <param name="owner">The name of the API key that starts it; <c>null</c> without API keys.</param>
    /// <param name="cancellationToken">Cancels the call, not the study.</param>
    [Alias("Start")]
    Task<KeptStudyAnswer> StartAsync(StudyRequest request, string? owner, CancellationToken cancellationToken = default);

    /// <summary>The status of the study.</summary>
    /// <param name="withResult">Whether its result is wanted too.</param>
    /// <param name="patience">How long to wait for the next change of a running study; at most a second.</param>
    /// <param name="cancellationToken">Cancels the call, not the study.</param>
    [Alias("Get")]
    Task<KeptStudyAnswer> GetAsync(bool withResult, TimeSpan patience, CancellationToken cancellationToken = default);

    /// <summary>Cancels the study, and deletes it.</summary>
    [Alias("Delete")]
    Task DeleteAsync(CancellationToken cancellationToken = default);
}

/// <summary>The status of a kept study, or the reason why it was not started.</summary>
/// <param name="Study">The status; <c>null</c> if the study is unknown.</param>
/// <param name="Busy">Why it cannot be started now; <c>null</c> otherwise.</param>
/// <param name="Refused">Why the request is invalid; <c>null</c> otherwise.</param>
/// <param name="Failed">Why the lists of the request cannot be read; <c>null</c> otherwise.</param>
[GenerateSerializer, Immutable, Alias("technic.KeptStudyAnswer")]
public sealed record KeptStudyAnswer(
    [property: Id(0)] KeptStudy? Study, [property: Id(1)] string? Busy = null, [property: Id(2)] string? Refused = null,
    [property: Id(3)] string? Failed = null);
