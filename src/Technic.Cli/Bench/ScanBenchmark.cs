using System.Runtime.CompilerServices;
using Technic.Cli.Setup;
using Technic.Core.Engine;
using Technic.Core.Scans;

namespace Technic.Cli.Bench;

/// <summary>Measures whole scans (cold, after a restart, and warm) and the memory that their price histories use.</summary>
internal sealed class ScanBenchmark(Shell shell) : IBenchmark
{
    private const int ColdWarmUps = 1;
    private const int ColdRuns = 5;
    private const int StoreWarmUps = 3;
    private const int StoreRuns = 11;
    private const int WarmRuns = 30;
    private const int WarmUps = 20;
    private const int MemoryRuns = 3;
    private const double Million = 1e6;

    public string Title => "scans";

    public async IAsyncEnumerable<Measurement> MeasureAsync(
        BenchSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var market = await BenchMarket.CreateAsync(shell, settings, cancellationToken).ConfigureAwait(false);
        var store = "";
        EngineHost? host = null;
        var requests = new List<double>();
        var cold = await Stopwatches.MillisecondsAsync(ColdWarmUps, ColdRuns, async () =>
        {
            host = market.Open(store);
            requests.Add((await ScanAsync(host).ConfigureAwait(false)).Summary.ProviderRequests);
        }, before: () => store = market.NewStore(), after: () => host!.DisposeAsync()).ConfigureAwait(false);
        yield return Measurement.Of("cold_scan", "ms", cold);
        yield return Measurement.Of("cold_requests", "requests", requests[ColdWarmUps..]);

        var restarted = await Stopwatches.MillisecondsAsync(StoreWarmUps, StoreRuns, async () =>
        {
            host = market.Open(store);
            Require(await ScanAsync(host).ConfigureAwait(false), tiers => tiers.Store);
        }, after: () => host!.DisposeAsync()).ConfigureAwait(false);
        yield return Measurement.Of("store_scan", "ms", restarted);

        await using var warm = market.Open(store);
        await ScanAsync(warm).ConfigureAwait(false);
        var unchanged = await Stopwatches.MillisecondsAsync(WarmUps, WarmRuns, WarmScanAsync).ConfigureAwait(false);
        yield return Measurement.Of("warm_scan", "ms", unchanged);
        var recomputed = await Stopwatches.MillisecondsAsync(WarmUps, WarmRuns, WarmScanAsync, before: warm.Engine.ForgetRows)
            .ConfigureAwait(false);
        yield return Measurement.Of("warm_scan_recompute", "ms", recomputed);

        var memory = new List<double>();
        for (var i = 0; i < MemoryRuns; i++)
        {
            await ScanAsync(warm).ConfigureAwait(false);
            var held = GC.GetTotalMemory(forceFullCollection: true);
            await warm.Engine.ClearMemoryAsync(cancellationToken).ConfigureAwait(false);
            memory.Add((held - GC.GetTotalMemory(forceFullCollection: true)) / Million);
        }
        yield return Measurement.Of("memory", "MB", memory);

        async Task WarmScanAsync() => Require(await ScanAsync(warm).ConfigureAwait(false), tiers => tiers.Memory);

        Task<ScanResult> ScanAsync(EngineHost host) => host.Engine.ScanToEndAsync(market.Request, cancellationToken);
    }

    /// <summary>Verifies that all lookups were answered by the tier that the benchmark measures.</summary>
    private static void Require(ScanResult result, Func<TierCounts, int> tier)
    {
        var tiers = result.Summary.Tiers;
        if (tier(tiers) != tiers.Total) throw new FailedRunException($"Invalid benchmark: lookups were answered by {tiers}.");
    }
}
