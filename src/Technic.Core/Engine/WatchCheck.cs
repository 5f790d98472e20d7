using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Core.Watches;

namespace Technic.Core.Engine;

/// <summary>A check of a watch: an ordinary scan of the engine.</summary>
public static class WatchCheck
{
    /// <summary>Runs the scan of a watch.</summary>
    /// <param name="engine">Runs the scan.</param>
    /// <param name="state">The watch, and what its checks have found.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the scan.</param>
    /// <returns>
    /// The step from a progress of the watch to the next one. The caller applies it to the progress that is stored when the scan has ended.
    /// </returns>
    public static async Task<Func<WatchProgress, WatchProgress>> RunAsync(
        IScanEngine engine, WatchState state, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var scan = state.Watch.Scan.ToRequest();
            var request = scan with { MaxSymbols = scan.MaxSymbols ?? SymbolList.MaxSymbols, ReasonsFor = state.Progress.Known };
            var result = await engine.ScanToEndAsync(request, cancellationToken).ConfigureAwait(false);
            var at = time.GetUtcNow();
            return progress => progress.After(result, at);
        }
        catch (Exception problem) when (problem is ScanRequestException or ScanFailedException or PriceSourceException)
        {
            var at = time.GetUtcNow();
            return progress => progress.After(problem.Message, at);
        }
    }
}
