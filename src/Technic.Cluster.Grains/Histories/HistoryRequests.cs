using System.Runtime.CompilerServices;
using Technic.Cluster.Contracts;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Cluster.Grains;

/// <summary>What a scan needs of one history that no tier has.</summary>
/// <param name="Moment">The moment of the search.</param>
/// <param name="Adjust">The form of the prices that the row is computed from.</param>
/// <param name="DividendsCheckedAt">When the dividends were last requested that the row needs; <c>null</c> for none.</param>
/// <param name="Formulas">What formulas need of the history beside the row; <c>null</c> for none.</param>
/// <param name="Scan">The scan for which the requests are counted.</param>
/// <param name="Methods">The own functions and score that the row needs; <c>null</c> for none.</param>
/// <param name="Known">An older copy that may be continued.</param>
internal sealed record RowRequest(
    Moment Moment, PriceAdjustment Adjust, DateTimeOffset? DividendsCheckedAt, FormulaMessage? Formulas, Guid Scan, OwnMethods? Methods,
    PriceHistory? Known);

/// <summary>What the grains of histories have Core do, on this silo.</summary>
internal sealed class HistoryRequests(SiloCache cache, ScanRequests requests, ScanMethods methods)
{
    /// <summary>
    /// Requests a history from the provider and computes its row: one outcome, whose candidate is 0, and until then an empty batch every
    /// second.
    /// </summary>
    public IAsyncEnumerable<OutcomeBatch> FetchAsync(PriceHistoryKey key, RowRequest request, CancellationToken cancellationToken) =>
        requests.Within(request.Scan, OutcomeAsync(key, request, cancellationToken), cancellationToken)
            .WithHeartbeat(OutcomeBatch.Empty, OutcomeCalls.Beat, cache.Clock.Time, cancellationToken);

    /// <summary>A lookup in another form of prices. A refusal or a failure is part of the answer.</summary>
    public async Task<AdjustedAnswer> AdjustAsync(PriceHistoryKey key, PriceAdjustment adjustment, CancellationToken cancellationToken)
    {
        try
        {
            return new AdjustedAnswer(new LookupAnswer(await cache.Adjusted.GetHistoryAsync(key, adjustment, cancellationToken)));
        }
        catch (ScanRequestException refused)
        {
            return new AdjustedAnswer(Refused: refused.Message);
        }
        catch (ScanFailedException failed)
        {
            return new AdjustedAnswer(Failed: failed.Message);
        }
    }

    private async IAsyncEnumerable<OutcomeBatch> OutcomeAsync(
        PriceHistoryKey key, RowRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        OwnMethods.Require(request.Methods, methods);
        await cache.RefreshDividendsAsync(request.DividendsCheckedAt, cancellationToken);
        var rows = AdjustedRows.Of(request.Adjust, cache.Market?.Archive, methods.Scoring);
        var computation = request.Formulas?.ToComputation(rows, methods) ?? rows;
        var search = new HistorySearch([key], request.Moment) { Computation = computation, IsScan = true };
        if (cache.Market is { } market) search.Splits = market.Archive.Splits;
        var known = request.Known is { } older && !cache.Clock.IsOutdated(older, search.Splits) ? older : null;
        await foreach (var answers in cache.Tiers.Fetch.OneByOneAsync(search, [new HistoryQuery(0, key, known)], cancellationToken))
            yield return new OutcomeBatch([SymbolOutcome.Of(answers[0])]);
    }
}
