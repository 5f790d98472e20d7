using System.Runtime.CompilerServices;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>Counts the answers of a tier of this process, each once.</summary>
/// <param name="tier">The tier.</param>
/// <param name="counters">The counters of this process.</param>
public sealed class CountedTier(IHistoryTier tier, CacheCounters counters) : IHistoryTier
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<SearchStep> AnswerAsync(
        HistorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var step in tier.AnswerAsync(search, cancellationToken).ConfigureAwait(false))
        {
            if (step is Answered answered) counters.Count(answered.Answers);
            yield return step;
        }
    }

    /// <inheritdoc/>
    public HistoryLookup? TryAnswer(in PriceHistoryKey key, in Moment moment)
    {
        var lookup = tier.TryAnswer(key, moment);
        if (lookup is not null) counters.MemoryHit();
        return lookup;
    }
}
