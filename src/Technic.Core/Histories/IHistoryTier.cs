using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>
/// One place that may have histories: memory, the archive of whole-market days, stored rows, the provider. A tier answers what it can and leaves the rest open
/// in the search. An engine supplies where a tier runs; the <see cref="HistoryFinder"/> decides their order.
/// </summary>
public interface IHistoryTier
{
    /// <summary>Answers open keys, in batches as they come.</summary>
    /// <param name="search">The search.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    IAsyncEnumerable<SearchStep> AnswerAsync(HistorySearch search, CancellationToken cancellationToken);

    /// <summary>Answers one key without waiting, where the tier can.</summary>
    /// <returns>The answer; <c>null</c> to search.</returns>
    HistoryLookup? TryAnswer(in PriceHistoryKey key, in Moment moment) => null;
}
