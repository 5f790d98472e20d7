using System.Runtime.CompilerServices;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Archive;

/// <summary>
/// L2: answers from whole-market days, if the archive has all days of the window and its splits, and none is due for another request. A
/// symbol in none of the days is left open: it may have its own row, e.g. one that is traded over the counter.
/// </summary>
/// <param name="archive">The days and splits.</param>
/// <param name="assembler">Builds histories.</param>
/// <param name="keeper">Puts them into memory.</param>
public sealed class ArchiveTier(MarketArchive archive, HistoryAssembler assembler, HistoryKeeper keeper) : IHistoryTier
{
    /// <summary>The maximum age of the index for a single lookup; a scan always reads it.</summary>
    internal static readonly TimeSpan IndexLife = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async IAsyncEnumerable<SearchStep> AnswerAsync(
        HistorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await archive.RefreshAsync(search.IsScan ? TimeSpan.Zero : IndexLife, cancellationToken).ConfigureAwait(false);
        search.Splits = archive.Splits;
        // Another process may have found that the newest session is not published yet.
        search.MoveBack(keeper.Clock);
        if (search.Frequency != Frequency.Daily || !archive.Covers(search.Window) || archive.Due(search.Window).Count > 0) yield break;
        var generation = keeper.Memory.Generation;
        var open = search.Open();
        var assembly = await assembler.AssembleAsync(search, open, cancellationToken).ConfigureAwait(false);
        var answers = new HistoryAnswer[open.Length];
        MemoryTier.InRanges(open.Length, cancellationToken, (from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                if (assembly.Histories[i] is { IsEmpty: false } history)
                    answers[i] = keeper.Keep(search, open[i].Place, history, Tier.Store, generation, freshUntil: assembly.FreshUntil);
            }
        });
        answers = Array.FindAll(answers, answer => answer.Lookup is not null);
        if (answers.Length > 0) yield return new Answered(answers);
    }
}
