using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Rating;

namespace Technic.Core.Scans;

/// <summary>
/// Selects the window of the rows of a scan: that of a complete rating (<see cref="RatingWindow"/>), unless it needs more requests than the
/// requested window. The rating of a symbol therefore does not depend on the window, and a narrow window still keeps a first load short.
/// </summary>
/// <param name="source">L3.</param>
/// <param name="archive">The whole-market days; <c>null</c> when the source provides single symbols only.</param>
internal sealed class ScanWindow(IPriceSource source, MarketArchive? archive)
{
    /// <summary>The window, in calendar days; at least that of the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="candidates">The symbols to look up.</param>
    /// <param name="moment">The moment of the scan.</param>
    /// <param name="cancellationToken">Cancels reading which days are stored.</param>
    public async ValueTask<int> DaysAsync(
        ScanRequest request, IReadOnlyList<Listing> candidates, Moment moment, CancellationToken cancellationToken)
    {
        var complete = RatingWindow.Complete(request.Days, request.Frequency);
        // A source of single symbols needs one request per symbol, regardless of the window.
        if (complete == request.Days || archive is null || source.FetchesBarsForFree) return complete;
        await archive.RefreshAsync(ArchiveTier.IndexLife, cancellationToken).ConfigureAwait(false);
        var planner = new LoadPlanner(archive, source);
        return Requests(complete) <= Requests(request.Days) ? complete : request.Days;

        int Requests(int days)
        {
            var keys = candidates.Select(candidate => request.KeyOf(candidate.Symbol) with { Days = days }).ToArray();
            return planner.Plan(new HistorySearch(keys, moment) { IsScan = true, Splits = archive.Splits }).Plan.Requests;
        }
    }
}
