using System.Collections.Immutable;
using Technic.Core.Scans;
using Technic.Core.Studies;

namespace Technic.Cluster.Contracts;

/// <summary>
/// Runs studies of the same time on one silo; the key is random. If that silo dies, the next question begins the studies again on another
/// one: the prices are stored, so that the figures are the same.
/// </summary>
[Alias("technic.IStudyGrain")]
public interface IStudyGrain : IGrainWithGuidKey
{
    /// <summary>Begins the studies of a call, or waits for them; answers within a second.</summary>
    /// <param name="call">The id of the call: the same in each question.</param>
    /// <param name="requests">Valid studies, at least one.</param>
    /// <param name="cancellationToken">Cancels the studies.</param>
    [Alias("Study")]
    Task<StudyAnswer> StudyAsync(Guid call, ImmutableArray<StudyRequest> requests, CancellationToken cancellationToken = default);
}

/// <summary>What a study has found, or what it is doing, or why it has no result: exceptions lose their types between processes.</summary>
/// <param name="Results">The results; <c>null</c> while the studies run.</param>
/// <param name="Step">What is being done.</param>
/// <param name="Refused">Why a request is invalid.</param>
/// <param name="Failed">Why the studies failed.</param>
[GenerateSerializer, Immutable, Alias("technic.StudyAnswer")]
public sealed record StudyAnswer(
    [property: Id(0)] StudyResult[]? Results = null,
    [property: Id(1)] string? Step = null,
    [property: Id(2)] string? Refused = null,
    [property: Id(3)] string? Failed = null)
{
    /// <summary>The results; <c>null</c> while the studies run.</summary>
    /// <exception cref="ScanRequestException">A request is invalid.</exception>
    /// <exception cref="ScanFailedException">The studies failed.</exception>
    public StudyResult[]? OrThrow() => Refused is { } complaint ? throw new ScanRequestException(complaint)
        : Failed is { } problem ? throw new ScanFailedException(problem) : Results;
}
