namespace Technic.Cluster.Contracts;

/// <summary>
/// Owns a session of the whole market, and is the only one in the cluster to request it from the provider; the key is the day,
/// <c>2026-11-20</c>. Callers ask again until a load has ended: it may wait for the quota longer than a call may last, and is cancelled
/// when the last caller cancels, or does not ask for a while.
/// </summary>
[Alias("technic.IMarketDayGrain")]
public interface IMarketDayGrain : IMarketDocument
{
    /// <summary>Begins the load, or joins the running one, and waits a while for its end.</summary>
    /// <param name="caller">The id of the caller: the same every time, and different from all others.</param>
    /// <param name="scan">The scan for which the requests are counted; empty for none.</param>
    /// <param name="cancellationToken">Leaves the load.</param>
    [Alias("LoadFor")]
    Task<MarketLoadAnswer> LoadAsync(Guid caller, Guid scan, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="LoadAsync"/>, in place of the day that is stored.</summary>
    /// <param name="caller">The id of the caller: the same every time, and different from all others.</param>
    /// <param name="cancellationToken">Leaves the load.</param>
    [Alias("Reload")]
    Task<MarketLoadAnswer> ReloadAsync(Guid caller, CancellationToken cancellationToken = default);
}
