
namespace Technic.Cluster.Contracts;

/// <summary>
/// Owns a session of the whole market, and is the only one in the cluster to request it from the provider; the key is the day, <c>2026-11-20</c>. Callers ask again
/// until a load has ended: it may wait for the quota longer than a call may last, and is cancelled when nobody asks any more.
/// </summary>
[Alias("technic.IMarketDayGrain")]
public interface IMarketDayGrain : IMarketDocument
{
    /// <summary>Begins the load, or joins the one under way, and waits a while for its end.</summary>
    /// <param name="caller">Who asks: the same every time, and no other's.</param>
    /// <param name="cancellationToken">Gives up this question.</param>
    [Alias("Load")]
    Task<MarketLoadAnswer> LoadAsync(Guid caller, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="LoadAsync"/>, in place of the day that is stored.</summary>
    /// <param name="caller">Who asks: the same every time, and no other's.</param>
    /// <param name="cancellationToken">Gives up this question.</param>
    [Alias("Reload")]
    Task<MarketLoadAnswer> ReloadAsync(Guid caller, CancellationToken cancellationToken = default);
}
