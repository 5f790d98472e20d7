using Technic.Core.Engine;

namespace Technic.Cluster.Contracts;

/// <summary>
/// One kept scan; the key is its id. The grain runs the scan, keeps its events and its result, and answers every client of the cluster.
/// What it keeps is in its activation only: if its silo dies, the grain reports the scan as failed.
/// </summary>
[Alias("technic.IScanJobGrain")]
public interface IScanJobGrain : IGrainWithStringKey
{
    /// <summary>Starts the scan and returns before it has ended.</summary>
    /// <param name="command">A valid request.</param>
    /// <param name="owner">The name of the API key that starts it; <c>null</c> without API keys.</param>
    /// <param name="cancellationToken">Cancels the call, not the scan.</param>
    [Alias("Start")]
    Task<KeptScanAnswer> StartAsync(ScanCommand command, string? owner, CancellationToken cancellationToken = default);

    /// <summary>The status of the scan.</summary>
    [Alias("Get")]
    Task<KeptScanAnswer> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>A part of its ranked rows; <c>null</c> without a result.</summary>
    [Alias("GetRows")]
    Task<RowRange?> GetRowsAsync(int offset, int limit, CancellationToken cancellationToken = default);

    /// <summary>Past and new events after an id, and a heartbeat at least every second.</summary>
    [Alias("Follow")]
    IAsyncEnumerable<JobEvent> FollowAsync(long after, CancellationToken cancellationToken = default);

    /// <summary>Cancels the scan and its requests, and deletes it.</summary>
    [Alias("Delete")]
    Task DeleteAsync(CancellationToken cancellationToken = default);
}

/// <summary>The status of a kept scan, or the reason why it was not started: exceptions lose their types between processes.</summary>
/// <param name="Scan">The status; <c>null</c> if the scan is unknown.</param>
/// <param name="Busy">Why it was not started; <c>null</c> otherwise.</param>
/// <param name="Refused">Why the silo cannot run it; <c>null</c> otherwise.</param>
[GenerateSerializer, Immutable, Alias("technic.KeptScanAnswer")]
public sealed record KeptScanAnswer(
    [property: Id(0)] KeptScan? Scan, [property: Id(1)] string? Busy = null, [property: Id(2)] string? Refused = null);
