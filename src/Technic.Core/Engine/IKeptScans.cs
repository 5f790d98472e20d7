using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>
/// Scans that run independently of their readers and are kept for a limited time. An engine implements it beside <see cref="IScanEngine"/>
/// if it keeps scans itself, so that every one of its clients can follow them; otherwise the web server keeps them in its process.
/// </summary>
public interface IKeptScans
{
    /// <summary>Starts a scan and returns before it has ended.</summary>
    /// <param name="request">A valid request.</param>
    /// <param name="owner">The name of the API key that starts the scan; <c>null</c> without API keys.</param>
    /// <param name="cancellationToken">Cancels the call, not the scan.</param>
    /// <exception cref="TooManyScansException">Too many kept scans are running.</exception>
    ValueTask<KeptScan> StartScanAsync(ScanRequest request, string? owner, CancellationToken cancellationToken);

    /// <summary>The status of a scan; <c>null</c> if it does not exist, has expired or was deleted.</summary>
    ValueTask<KeptScan?> FindScanAsync(string id, CancellationToken cancellationToken);

    /// <summary>The status of all scans, newest first.</summary>
    ValueTask<IReadOnlyList<KeptScan>> ListScansAsync(CancellationToken cancellationToken);

    /// <summary>Ranked rows of a completed scan; <c>null</c> if there is none with this id, or it has no result.</summary>
    /// <param name="id">The id of the scan.</param>
    /// <param name="offset">The index of the first row, from 0.</param>
    /// <param name="limit">The maximum number of rows.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<RowRange?> GetScanRowsAsync(string id, int offset, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Past and new events of a scan. The last one is always an end: of a scan that does not exist, or no longer, it is
    /// <see cref="JobEvent.UnknownScan"/>. The sequence is empty only if the reader has received the end before.
    /// </summary>
    /// <param name="id">The id of the scan.</param>
    /// <param name="after">The id of the last event that the reader has received; 0 for none.</param>
    /// <param name="cancellationToken">Cancels reading, not the scan.</param>
    IAsyncEnumerable<JobEvent> FollowScanAsync(string id, long after, CancellationToken cancellationToken);

    /// <summary>Cancels a scan and its requests, and deletes it. Fetched prices are kept.</summary>
    ValueTask DeleteScanAsync(string id, CancellationToken cancellationToken);
}

/// <summary>A part of the ranked rows of a scan.</summary>
/// <param name="Total">The number of all ranked rows.</param>
/// <param name="Rows">The rows of the part, in order.</param>
public sealed record RowRange(int Total, IReadOnlyList<RankedRow> Rows)
{
    /// <summary>The part of a result; empty after its end.</summary>
    public static RowRange Of(ScanResult result, int offset, int limit) =>
        new(result.Rows.Count, [.. result.Rows.Skip(offset).Take(limit)]);
}

/// <summary>Too many scans are running; the client can try again later. The message is shown to the user.</summary>
public sealed class TooManyScansException(string message) : Exception(message);
