using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>
/// A place that may have histories: memory, the archive of whole-market days, stored rows, the provider. A tier answers the keys that it
/// has and leaves the others open in the search. The engine decides where a tier runs; the <see cref="HistoryFinder"/> decides their order.
/// </summary>
public interface IHistoryTier
{
    /// <summary>Answers open keys, in batches as they become available.</summary>
    /// <param name="search">The search.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    IAsyncEnumerable<SearchStep> AnswerAsync(HistorySearch search, CancellationToken cancellationToken);

    /// <summary>Answers one key synchronously, if the tier can.</summary>
    /// <returns>The answer; <c>null</c> if a search is needed.</returns>
    HistoryLookup? TryAnswer(in PriceHistoryKey key, in Moment moment) => null;
}
