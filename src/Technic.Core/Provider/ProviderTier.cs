using System.Runtime.CompilerServices;
using Technic.Core.Archive;
using Technic.Core.Histories;

namespace Technic.Core.Provider;

/// <summary>L3: plans the load of the open keys, loads whole-market days, and requests the others individually.</summary>
/// <param name="planner">Chooses between whole days and single symbols.</param>
/// <param name="load">Loads whole days; <c>null</c> when the source provides single symbols only.</param>
/// <param name="archive">The archive for the days and splits.</param>
/// <param name="fetch">Answers the keys.</param>
/// <param name="clock">What the market has published.</param>
public sealed class ProviderTier(
    LoadPlanner planner, MarketLoad? load, MarketArchive? archive, IHistoryFetch fetch, Market.Calendar.MarketClock clock) : IHistoryTier
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<SearchStep> AnswerAsync(
        HistorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var order = planner.Plan(search);
        yield return new Planned(order.Plan);
        if (search.PlanOnly) yield break;
        PriceSourceException? problem = null;
        while (order.Bulk.Length > 0 && !order.IsBulkStored)
        {
            DateOnly? unpublished = null;
            await foreach (var step in load!.RunAsync(order, clock.PublishedAt(search.Window.To), cancellationToken).ConfigureAwait(false))
            {
                problem ??= step.Problem;
                unpublished ??= step.Unpublished;
                yield return new Loading(step.Progress, step.Requests);
            }
            search.Splits = archive!.Splits;
            if (unpublished is not { } session) break;
            clock.NoteUnpublished(session, search.Moment.Now);
            if (!search.MoveBack(clock)) break;
            // The window now ends a session earlier, and may start one earlier.
            order = planner.Plan(search);
        }
        if (order.Bulk.Length > 0)
        {
            var result = new MarketLoadResult(order.IsBulkStored ? Tier.Store : Tier.Provider, problem?.Failure, problem?.Message);
            await foreach (var answers in fetch.FromMarketAsync(search, order.Bulk, result, cancellationToken).ConfigureAwait(false))
                yield return new Answered(answers);
        }
        if (order.Singles.Length == 0) yield break;
        await foreach (var answers in fetch.OneByOneAsync(search, order.Singles, cancellationToken).ConfigureAwait(false))
            yield return new Answered(answers);
    }
}
