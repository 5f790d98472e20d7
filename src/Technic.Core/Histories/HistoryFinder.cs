using System.Runtime.CompilerServices;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Histories;

/// <summary>
/// Finds histories, as the only way to them: it queries the tiers in one order until every key has an answer. A single key is a batch of
/// one.
/// </summary>
/// <param name="memory">L1.</param>
/// <param name="archive">L2: whole-market days; <c>null</c> when the source provides only single symbols.</param>
/// <param name="rows">L2: one stored history for each key.</param>
/// <param name="provider">L3; it answers every remaining key, with a history or the reason for its absence.</param>
/// <param name="resolver">Finds the security of the bars of a single lookup; <c>null</c> when the source has no ticker events.</param>
public sealed class HistoryFinder(
    IHistoryTier memory, IHistoryTier? archive, IHistoryTier rows, IHistoryTier provider, ISecurityResolver? resolver = null)
{
    // The archive precedes the rows: sixty days are read faster than five thousand rows, and if it has all days of the window no row is
    // needed.
    private readonly IHistoryTier[] _tiers = archive is null ? [memory, rows, provider] : [memory, archive, rows, provider];

    /// <summary>
    /// Searches for many keys; the stream ends when every key has an answer, or with the plan when only the plan is requested.
    /// </summary>
    public async IAsyncEnumerable<SearchStep> FindAsync(HistorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var tier in _tiers)
        {
            if (search.Left == 0) yield break;
            await foreach (var step in tier.AnswerAsync(search, cancellationToken).ConfigureAwait(false))
            {
                if (step is Answered answered)
                {
                    foreach (ref readonly var answer in answered.Answers.AsSpan()) search.Enter(answer);
                }
                yield return step;
            }
        }
    }

    /// <summary>Queries one tier, for a finder in another process that decides the order.</summary>
    /// <returns>The answers; the other keys stay open in the search.</returns>
    public static async Task<HistoryAnswer[]> AskAsync(IHistoryTier tier, HistorySearch search, CancellationToken cancellationToken)
    {
        var answers = new List<HistoryAnswer>(search.Left);
        await foreach (var step in tier.AnswerAsync(search, cancellationToken).ConfigureAwait(false))
        {
            if (step is not Answered answered) continue;
            foreach (ref readonly var answer in answered.Answers.AsSpan())
            {
                if (search.Enter(answer)) answers.Add(answer);
            }
        }
        return [.. answers];
    }

    /// <summary>Searches for one key.</summary>
    public ValueTask<HistoryLookup> FindAsync(in PriceHistoryKey key, in Moment moment, CancellationToken cancellationToken) =>
        memory.TryAnswer(key, moment) is { } held
            ? IsDoubtful(held, moment) ? ResolveAsync(held, key, moment, cancellationToken) : ValueTask.FromResult(held)
            : LookupAsync(key, moment, cancellationToken);

    private async ValueTask<HistoryLookup> LookupAsync(PriceHistoryKey key, Moment moment, CancellationToken cancellationToken)
    {
        var found = (await FindOneAsync(new HistorySearch([key], moment), cancellationToken).ConfigureAwait(false)).Lookup;
        return IsDoubtful(found, moment) ? await ResolveAsync(found, key, moment, cancellationToken).ConfigureAwait(false) : found;
    }

    private bool IsDoubtful(HistoryLookup found, in Moment moment) =>
        resolver is not null && found is { IsStale: false, History: { IsEmpty: false } history } && resolver.IsDoubtful(history, moment);

    /// <summary>Asks which security the bars belong to, and searches again when that changes them.</summary>
    private async ValueTask<HistoryLookup> ResolveAsync(
        HistoryLookup found, PriceHistoryKey key, Moment moment, CancellationToken cancellationToken)
    {
        var (asked, isOutdated) = await resolver!.ResolveAsync(found.History!, cancellationToken).ConfigureAwait(false);
        if (!isOutdated) return found with { Requests = found.Requests + asked };
        var again = (await FindOneAsync(new HistorySearch([key], moment), cancellationToken).ConfigureAwait(false)).Lookup;
        return again with { Requests = found.Requests + asked + again.Requests };
    }

    /// <summary>Runs a search with one key.</summary>
    public async ValueTask<HistoryAnswer> FindOneAsync(HistorySearch search, CancellationToken cancellationToken)
    {
        HistoryAnswer? found = null;
        await foreach (var step in FindAsync(search, cancellationToken).ConfigureAwait(false))
        {
            if (step is Answered { Answers: [var answer, ..] }) found ??= answer;
        }
        return found ?? throw new InvalidOperationException("The provider's tier left a key without an answer.");
    }
}
