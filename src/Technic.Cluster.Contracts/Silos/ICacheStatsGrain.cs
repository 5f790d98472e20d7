
namespace Technic.Cluster.Contracts;

/// <summary>
/// The cluster's statistics. Silos count by themselves and report absolute totals now and then; a question asks every living silo again, so
/// that the figures are exact right after a scan. Of a silo that died the last report is kept. There is one such grain, with the key 0.
/// </summary>
[Alias("technic.ICacheStatsGrain")]
public interface ICacheStatsGrain : IGrainWithIntegerKey
{
    /// <summary>Takes a silo's totals since it started, in place of its earlier report.</summary>
    [Alias("Report")]
    Task ReportAsync(SiloReport report, CancellationToken cancellationToken = default);

    /// <summary>The statistics of all silos, living and dead.</summary>
    [Alias("Get")]
    Task<ClusterReport> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Has every living silo forget what is in its memory.</summary>
    /// <returns>How many histories were forgotten.</returns>
    [Alias("ClearMemory")]
    Task<long> ClearMemoryAsync(CancellationToken cancellationToken = default);
}
