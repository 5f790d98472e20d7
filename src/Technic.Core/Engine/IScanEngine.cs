using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>
/// The engine port: the interface of Technic for a command line, a web server or a test, regardless of where it runs. Engines distribute
/// the work; the rules are in Core, and one suite of behaviour tests applies to all engines.
/// </summary>
public interface IScanEngine
{
    /// <summary>
    /// Runs a scan and streams its progress; the last update is a <see cref="ScanCompleted"/>, or the plan when only the plan is requested.
    /// </summary>
    /// <param name="request">What to scan.</param>
    /// <param name="cancellationToken">Cancels the scan and its requests; fetched data is kept.</param>
    /// <exception cref="ScanRequestException">The request is invalid.</exception>
    /// <exception cref="ScanFailedException">The scan cannot continue, e.g. because the provider refuses the key.</exception>
    IAsyncEnumerable<ScanUpdate> ScanAsync(ScanRequest request, CancellationToken cancellationToken);

    /// <summary>Looks one history up in the tiers.</summary>
    ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken);

    /// <summary>The statistics since the start of the engine; exact when the lookups before the call have ended.</summary>
    ValueTask<CacheStatistics> GetStatisticsAsync(CancellationToken cancellationToken);

    /// <summary>Removes all histories from memory; the store is unchanged.</summary>
    /// <returns>The number of removed histories.</returns>
    ValueTask<long> ClearMemoryAsync(CancellationToken cancellationToken);
}

/// <summary>Extensions for engines.</summary>
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
            : throw new ScanRequestException(
                $"adjust={adjustment.Word()} is not available for histories of this engine; use adjust=splits.");
    }

    /// <summary>Runs a scan and returns its result.</summary>
    /// <exception cref="ScanRequestException">The request is invalid.</exception>
    /// <exception cref="ScanFailedException">The scan cannot continue, e.g. because the provider refuses the key.</exception>
    public static async Task<ScanResult> ScanToEndAsync(
        this IScanEngine engine, ScanRequest request, CancellationToken cancellationToken = default)
    {
        await foreach (var update in engine.ScanAsync(request with { PlanOnly = false }, cancellationToken).ConfigureAwait(false))
        {
            if (update is ScanCompleted completed) return completed.Result;
        }
        throw new ScanFailedException("The scan ended without a result.");
    }

    /// <summary>
    /// Returns the provider requests that a scan would need; only the list of symbols may be requested, if the scan names no symbols.
    /// </summary>
    public static async Task<LoadPlan> PlanAsync(this IScanEngine engine, ScanRequest request, CancellationToken cancellationToken)
    {
        await foreach (var update in engine.ScanAsync(request with { PlanOnly = true }, cancellationToken).ConfigureAwait(false))
        {
            if (update is ScanPlanned planned) return planned.Plan;
        }
        throw new ScanFailedException("The scan ended without a plan.");
    }
}
