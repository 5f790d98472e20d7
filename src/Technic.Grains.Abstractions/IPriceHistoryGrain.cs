using Technic.Grains.Messages;

namespace Technic.Grains;

/// <summary>
/// The owner of one key; the grain's key is the text form of the <see cref="Core.MarketData.PriceHistoryKey"/>. It loads the history through the tiers,
/// lets it expire, persists it, and makes callers share one flight.
/// </summary>
[Alias("technic.IPriceHistoryGrain")]
public interface IPriceHistoryGrain : IGrainWithStringKey
{
    /// <summary>The history through the tiers, bars and all.</summary>
    [Alias("Get")]
    Task<LookupAnswer> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>The row, if memory or the store can give it; else an empty batch. The outcome's candidate is 0.</summary>
    [Alias("EvaluateFromStore")]
    Task<OutcomeBatch> EvaluateFromStoreAsync(CancellationToken cancellationToken = default);

    /// <summary>The row through all tiers, or the reason why there is none. The outcome's candidate is 0.</summary>
    [Alias("Evaluate")]
    Task<OutcomeBatch> EvaluateAsync(CancellationToken cancellationToken = default);
}
