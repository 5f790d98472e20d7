using Technic.Core.Histories;

namespace Technic.Core.Provider;

/// <summary>
/// Where the provider part of a search runs: in this process, or at the grains and partitions that own the keys. Every key gets an answer:
/// the history, or the reason why there is none.
/// </summary>
public interface IHistoryFetch
{
    /// <summary>
    /// Assembles keys from the archive after a load of whole-market days. The answer for what the load did not provide is an old copy, or
    /// the reason.
    /// </summary>
    /// <param name="search">The search.</param>
    /// <param name="queries">The keys planned with the whole market.</param>
    /// <param name="load">The result of the load.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    IAsyncEnumerable<HistoryAnswer[]> FromMarketAsync(
        HistorySearch search, HistoryQuery[] queries, MarketLoadResult load, CancellationToken cancellationToken);

    /// <summary>Requests keys individually; callers of one key share one request.</summary>
    /// <param name="search">The search.</param>
    /// <param name="queries">The keys.</param>
    /// <param name="cancellationToken">Stops waiting for the requests; a request without waiting callers is cancelled.</param>
    IAsyncEnumerable<HistoryAnswer[]> OneByOneAsync(HistorySearch search, HistoryQuery[] queries, CancellationToken cancellationToken);
}

/// <summary>The result of a load of whole-market days.</summary>
/// <param name="Tier"><see cref="Tier.Store"/> when everything was already stored, otherwise <see cref="Tier.Provider"/>.</param>
/// <param name="Failure">Why something may be missing; <c>null</c> when everything was loaded.</param>
/// <param name="Problem">The same as one sentence.</param>
public sealed record MarketLoadResult(Tier Tier, PriceSourceFailure? Failure = null, string? Problem = null);
