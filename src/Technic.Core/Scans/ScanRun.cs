using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Rating;

namespace Technic.Core.Scans;

/// <summary>
/// One scan from request to result, the same on every engine: memory, then the store for what memory lacks, then the provider for the rest, by whole-market
/// days or single symbols, whichever needs fewer requests.
/// </summary>
/// <param name="clock">What the market has published.</param>
/// <param name="source">L3.</param>
/// <param name="counters">Where it counts.</param>
/// <param name="placement">Where the lookups take place.</param>
/// <param name="market">How whole-market days are loaded; <c>null</c> when the source gives single symbols only.</param>
/// <param name="logger">Where it tells what it did.</param>
public sealed partial class ScanRun(
    MarketClock clock, IPriceSource source, CacheCounters counters, IScanPlacement placement, WholeMarket? market, ILogger<ScanRun> logger)
{
    private const int JumpsTold = 10;

    /// <inheritdoc cref="IScanEngine.ScanAsync"/>
    public async IAsyncEnumerable<ScanUpdate> RunAsync(ScanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = clock.Time.GetTimestamp();
        request.Validate(NewYork.Date(clock.Now));
        var ledger = new ScanLedger(request, request.Universe ?? await placement.ListAsync(cancellationToken).ConfigureAwait(false));
        var asOf = clock.Window(request.KeyOf(default), clock.Now).To;
        yield return new ScanStarted(ledger.Requested, ledger.Candidates.Count, asOf, source.Description);

        var notInMemory = new List<ScanKey>();
        await foreach (var outcomes in placement.FromMemoryAsync(ledger.Keys(), notInMemory, cancellationToken).ConfigureAwait(false))
        {
            if (Enter(outcomes) is { } rows) yield return rows;
        }
        if (notInMemory.Count == 0 && request.PlanOnly)
        {
            yield return Planned(LoadOrder.OfSingles([], source));
            yield break;
        }
        if (notInMemory.Count > 0)
        {
            yield return Progress();
            var notInStore = new List<ScanKey>();
            await foreach (var outcomes in placement.FromStoreAsync(notInMemory, notInStore, cancellationToken).ConfigureAwait(false))
            {
                if (Enter(outcomes) is { } rows) yield return rows;
                yield return Progress();
            }
            var order = Order(notInStore);
            yield return Planned(order);
            if (request.PlanOnly) yield break;
            PriceSourceException? problem = null;
            if (market is not null && order.FromArchive.Count > 0)
            {
                await foreach (var step in market.Load.RunAsync(order, cancellationToken).ConfigureAwait(false))
                {
                    ledger.EnterRequests(step.Requests);
                    problem ??= step.Problem;
                    yield return Progress(step.Progress);
                }
            }
            foreach (var (keys, route) in new[] { (order.FromArchive, LoadRoute.Archive(problem)), (order.Singles, LoadRoute.Single) })
            {
                if (keys.Count == 0) continue;
                await foreach (var outcomes in placement.FromProviderAsync(keys, route, cancellationToken).ConfigureAwait(false))
                {
                    if (Enter(outcomes) is { } rows) yield return rows;
                    yield return Progress();
                }
            }
        }

        var (result, lateRows) = ledger.Close(asOf, source.Name, Elapsed);
        Report(result);
        if (Told(lateRows) is { } last) yield return last;
        yield return new ScanCompleted(result);

        static ScanPlanned Planned(LoadOrder order) => new(order.Plan.Symbols, order.Plan.Time, order.Plan);

        TimeSpan Elapsed() => clock.Time.GetElapsedTime(started);

        ScanProgress Progress(LoadProgress? load = null) => ledger.Progress(Elapsed(), load);

        ScanRows? Enter(SymbolOutcome[] outcomes) => Told(ledger.Enter(outcomes));

        ScanRows? Told(IReadOnlyList<ScanRow> rows) => request.StreamRows && rows.Count > 0 ? new ScanRows(rows) : null;
    }

    private LoadOrder Order(IReadOnlyList<ScanKey> keys) =>
        market is not null && keys.Count > 0 ? market.Planner.Plan(keys) : LoadOrder.OfSingles(keys, source);

    private void Report(ScanResult result)
    {
        var scan = result.Summary;
        counters.ScanTook(scan.Elapsed);
        LogScan(
            scan.Requested, scan.Ranked, scan.Filtered, scan.Failed, scan.Tiers.Memory, scan.Tiers.Store, scan.Tiers.Provider,
            scan.Elapsed.TotalSeconds, scan.Elapsed.TotalSeconds / Math.Max(1, scan.Tiers.Total));
        if (result.Jumps.Count > 0 && logger.IsEnabled(LogLevel.Information))
            LogJumps(result.Jumps.Count, string.Join(", ", result.Jumps.Take(JumpsTold).Select(jump => $"{jump.Symbol} {jump.Jump.At}")));
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Scan of {Requested} symbols: {Ranked} ranked, {Filtered} filtered, {Failed} failed; memory {Memory}, store {Store}, provider {Provider}; "
        + "{Seconds:F3} s, {SecondsPerSymbol:F6} s a symbol")]
    private partial void LogScan(
        int requested, int ranked, int filtered, int failed, int memory, int store, int provider, double seconds, double secondsPerSymbol);

    [LoggerMessage(Level = LogLevel.Information, Message = "Prices jump where no split is known, in {Symbols} symbols: {First}")]
    private partial void LogJumps(int symbols, string first);
}
