
namespace Technic.Cluster.Contracts;

/// <summary>One silo's memory and counters. The key is the silo's address, and the grain is placed on that silo or nowhere.</summary>
[Alias("technic.ISiloGrain")]
public interface ISiloGrain : IGrainWithStringKey
{
    [Alias("Report")]
    Task<SiloReport> ReportAsync(CancellationToken cancellationToken = default);

    /// <summary>Forgets what is in the silo's memory.</summary>
    /// <returns>How many histories were forgotten.</returns>
    [Alias("ClearMemory")]
    Task<long> ClearMemoryAsync(CancellationToken cancellationToken = default);

    /// <summary>The provider requests that the silo has made for a scan.</summary>
    [Alias("CountRequests")]
    Task<int> CountRequestsAsync(Guid scan, CancellationToken cancellationToken = default);

    /// <summary>Looks for days and splits that others have put into the archive.</summary>
    [Alias("LookIntoArchive")]
    Task LookIntoArchiveAsync(CancellationToken cancellationToken = default);

    /// <summary>Forgets the rows but not the histories, so that the next scan computes every row again (for measurements).</summary>
    [Alias("ForgetRows")]
    Task ForgetRowsAsync(CancellationToken cancellationToken = default);
}
