
namespace Technic.Cluster.Contracts;

/// <summary>
/// One scan. It fans out to the partitions, keeps the account and ranks; only rows travel. A scan's grain lives as long as the scan.
/// </summary>
[Alias("technic.IScanGrain")]
public interface IScanGrain : IGrainWithGuidKey
{
    /// <summary>
    /// Scans, and tells of it while it runs. The stream ends with a <see cref="ScanEvent"/> that completes, refuses or fails the scan, and
    /// brings something at least every second, so that a reader notices when its silo has died.
    /// </summary>
    [Alias("Scan")]
    IAsyncEnumerable<ScanEvent> ScanAsync(ScanCommand command, CancellationToken cancellationToken = default);
}
