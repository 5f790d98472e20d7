using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>
/// The engine port: what a terminal, a web server or a test asks of Technic, wherever it runs. Engines place the work; the rules are Core's,
/// and one suite of behaviour tests holds for all of them.
/// </summary>
public interface IScanEngine
{
    /// <summary>Scans, and tells of it while it runs; the last update is a <see cref="ScanCompleted"/>, or the plan when only that was asked for.</summary>
    /// <param name="request">What to scan.</param>
    /// <param name="cancellationToken">Ends the scan and the requests under way; what was fetched is kept.</param>
    /// <exception cref="ScanRequestException">The request cannot be carried out as asked.</exception>
    /// <exception cref="ScanFailedException">The scan cannot go on, e.g. because the provider refuses the key.</exception>
    IAsyncEnumerable<ScanUpdate> ScanAsync(ScanRequest request, CancellationToken cancellationToken);

    /// <summary>One history through the tiers.</summary>
    ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken);

    /// <summary>The statistics since the engine began; exact once the lookups before the call have ended.</summary>
    ValueTask<CacheStatistics> GetStatisticsAsync(CancellationToken cancellationToken);

    /// <summary>Forgets every history in memory; the store keeps its own.</summary>
    /// <returns>How many were forgotten.</returns>
    ValueTask<long> ClearMemoryAsync(CancellationToken cancellationToken);
}

/// <summary>Ways to use an engine.</summary>
public static class ScanEngines
{
    /// <summary>One history through the tiers, with its prices in a form.</summary>
    /// <exception cref="ScanRequestException">The engine or its source cannot give the form.</exception>
    public static ValueTask<HistoryLookup> GetHistoryAsync(
        this IScanEngine engine, PriceHistoryKey key, PriceAdjustment adjustment, CancellationToken cancellationToken)
    {
        if (adjustment == PriceAdjustment.Splits) return engine.GetHistoryAsync(key, cancellationToken);
        return engine is IAdjustedHistories histories
            ? histories.GetHistoryAsync(key, adjustment, cancellationToken)
            : throw new ScanRequestException($"adjust={adjustment.Word()} is not available for histories of this engine; use adjust=splits.");
    }

    /// <summary>Scans and waits for the result.</summary>
    public static async Task<ScanResult> ScanToEndAsync(this IScanEngine engine, ScanRequest request, CancellationToken cancellationToken)
    {
        await foreach (var update in engine.ScanAsync(request with { PlanOnly = false }, cancellationToken).ConfigureAwait(false))
        {
            if (update is ScanCompleted completed) return completed.Result;
        }
        throw new ScanFailedException("The scan ended without a result.");
    }

    /// <summary>Finds out what a scan would have to ask the provider for; only the list of symbols may be asked for, when the request names none.</summary>
    public static async Task<LoadPlan> PlanAsync(this IScanEngine engine, ScanRequest request, CancellationToken cancellationToken)
    {
        await foreach (var update in engine.ScanAsync(request with { PlanOnly = true }, cancellationToken).ConfigureAwait(false))
        {
            if (update is ScanPlanned planned) return planned.Plan;
        }
        throw new ScanFailedException("The scan ended without a plan.");
    }
}
