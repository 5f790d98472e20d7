using Technic.Grains.Messages;

namespace Technic.Grains;

/// <summary>
/// The owner of one key; the grain's key is the text form of the <see cref="Core.Histories.PriceHistoryKey"/>. It loads the history through the tiers,
/// lets it expire, persists it, and makes callers share one flight.
/// </summary>
[Alias("technic.IPriceHistoryGrain")]
public interface IPriceHistoryGrain : IGrainWithStringKey
{
    /// <summary>The history through the tiers, bars and all.</summary>
    [Alias("Get")]
    Task<LookupAnswer> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>The row, if memory or the store can give it; else no outcome. The outcome's candidate is 0.</summary>
    [Alias("EvaluateFromStore")]
    Task<RowAnswer> EvaluateFromStoreAsync(CancellationToken cancellationToken = default);

    /// <summary>The row through all tiers, or the reason why there is none. The outcome's candidate is 0.</summary>
    /// <param name="route">How the provider's tier is to load it; <c>null</c> for a request of its own.</param>
    /// <param name="cancellationToken">Leaves the flight.</param>
    [Alias("Evaluate")]
    Task<OutcomeBatch> EvaluateAsync(RouteMessage? route = null, CancellationToken cancellationToken = default);
}
