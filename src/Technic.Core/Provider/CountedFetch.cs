using System.Runtime.CompilerServices;
using Technic.Core.Histories;

namespace Technic.Core.Provider;

/// <summary>Counts the answers of the provider part of a search in this process: each answer once, where it was created.</summary>
/// <param name="fetch">The fetch.</param>
/// <param name="counters">The counters of this process.</param>
public sealed class CountedFetch(IHistoryFetch fetch, CacheCounters counters) : IHistoryFetch
{
    /// <inheritdoc/>
    public IAsyncEnumerable<HistoryAnswer[]> FromMarketAsync(
        HistorySearch search, HistoryQuery[] queries, MarketLoadResult load, CancellationToken cancellationToken) =>
        CountAsync(fetch.FromMarketAsync(search, queries, load, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<HistoryAnswer[]> OneByOneAsync(
        HistorySearch search, HistoryQuery[] queries, CancellationToken cancellationToken) =>
        CountAsync(fetch.OneByOneAsync(search, queries, cancellationToken), cancellationToken);

    private async IAsyncEnumerable<HistoryAnswer[]> CountAsync(
        IAsyncEnumerable<HistoryAnswer[]> batches, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            counters.Count(batch);
            yield return batch;
        }
    }
}
