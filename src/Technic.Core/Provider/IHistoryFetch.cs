using Technic.Core.Histories;

namespace Technic.Core.Provider;

/// <summary>
/// Where the provider's part of a search runs: in this process, or at the grains and partitions that own the keys. Every key gets an answer, if only the reason
/// why there is no history.
/// </summary>
public interface IHistoryFetch
{
    /// <summary>Puts keys together from the archive after a load of whole-market days. What the load did not bring is an old copy, or the reason.</summary>
    /// <param name="search">The search.</param>
    /// <param name="queries">The keys that were planned with the whole market.</param>
    /// <param name="load">How the load ended.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    IAsyncEnumerable<HistoryAnswer[]> FromMarketAsync(HistorySearch search, HistoryQuery[] queries, MarketLoadResult load, CancellationToken cancellationToken);

    /// <summary>Requests keys one by one; callers of one key share one request.</summary>
    /// <param name="search">The search.</param>
    /// <param name="queries">The keys.</param>
    /// <param name="cancellationToken">Leaves the requests; one that nobody waits for is cancelled.</param>
    IAsyncEnumerable<HistoryAnswer[]> OneByOneAsync(HistorySearch search, HistoryQuery[] queries, CancellationToken cancellationToken);
}

/// <summary>How a load of whole-market days ended.</summary>
/// <param name="Tier"><see cref="Tier.Store"/> when everything was stored already, else <see cref="Tier.Provider"/>.</param>
/// <param name="Failure">Why something may be missing; <c>null</c> when everything came.</param>
/// <param name="Problem">The same as one sentence.</param>
public sealed record MarketLoadResult(Tier Tier, PriceSourceFailure? Failure = null, string? Problem = null);
