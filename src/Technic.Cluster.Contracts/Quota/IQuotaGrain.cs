
namespace Technic.Cluster.Contracts;

/// <summary>
/// The request quota of one provider for the whole cluster; the key is the source's name. Silos lease permits in small batches and come
/// back for more. What was granted is stored before it is given, so that the quota holds when the grain's silo dies.
/// </summary>
[Alias("technic.IQuotaGrain")]
public interface IQuotaGrain : IGrainWithStringKey
{
    /// <summary>Leases up to so many permits to send one request each, right away.</summary>
    [Alias("Lease")]
    Task<QuotaLease> LeaseAsync(int wanted, int requestsPerMinute, CancellationToken cancellationToken = default);

    /// <summary>Gives no permit before a pause is over, because the provider asked for one.</summary>
    [Alias("SlowDown")]
    Task SlowDownAsync(TimeSpan pause, CancellationToken cancellationToken = default);
}
