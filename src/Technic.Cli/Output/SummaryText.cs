using System.Globalization;
using Technic.Core.Histories;
using Technic.Core.Rating;
using Technic.Core.Reports;
using Technic.Core.Scans;
using static Technic.Cli.Output.TerminalText;

namespace Technic.Cli.Output;

/// <summary>What a scan was, in a few lines for a person. Every number in them was measured or counted in that run.</summary>
internal static class SummaryText
{
    private const int JumpsShown = 5;

    public static IEnumerable<string> Lines(MeasuredScan scan)
    {
        var (result, summary) = (scan.Result, scan.Result.Summary);
        yield return Account(result);
        if (result.Rows.Count < summary.Ranked)
            yield return $"Shown are {Count(result.Rows.Count)} of {Count(summary.Ranked)} ranked; --top 0 shows all.";
        yield return $"Histories as of {summary.AsOf:yyyy-MM-dd}: {Tiers(summary.Tiers)}; {Count(summary.ProviderRequests, "request")} to {summary.Source}"
            + (summary.Stale > 0 ? $"; {Count(summary.Stale)} stale, because the provider failed." : ".");
        yield return $"It took {Time(summary.Elapsed)}, {Time(summary.Elapsed / Math.Max(1, summary.Tiers.Total))} a symbol.";
        yield return Cache(scan.Statistics);
        if (result.Regime is { } regime) yield return Market(regime);
        foreach (var line in FailureText.Lines(result.Failures)) yield return line;
        if (result.Jumps.Count > 0) yield return Jumps(result.Jumps);
    }

    /// <summary>The last run against the first.</summary>
    public static string Speedup(ScanReport report) => string.Create(CultureInfo.InvariantCulture,
        $"Run {report.Runs.Count} took {Took(report.Runs[^1])}, run 1 {Took(report.Runs[0])}: {report.Speedup:0.0} times as fast.");

    private static string Took(MeasuredScan scan) => Time(scan.Result.Summary.Elapsed);

    private static string Account(ScanResult result)
    {
        var summary = result.Summary;
        var rules = result.Filtered.OrderByDescending(rule => rule.Value).ThenBy(rule => rule.Key, StringComparer.Ordinal)
            .Select(rule => $"{rule.Key} {Count(rule.Value)}").ToArray();
        return $"{Count(summary.Requested, "symbol")} = {Count(summary.Ranked)} ranked"
            + $" + {Count(summary.Filtered)} filtered{(rules.Length > 0 ? $" ({string.Join(", ", rules)})" : "")}"
            + $" + {Count(summary.Failed)} failed.";
    }

    private static string Jumps(IReadOnlyList<SymbolJump> jumps)
    {
        var some = jumps.Take(JumpsShown).Select(found => string.Create(CultureInfo.InvariantCulture, $"{found.Symbol} {found.Jump.At} ×{found.Jump.Ratio:0.##}"));
        var more = jumps.Count > JumpsShown ? $" and {Count(jumps.Count - JumpsShown)} more" : "";
        return $"Prices jump where no split is known: {string.Join(", ", some)}{more}.";
    }

    private static string Tiers(TierCounts tiers) =>
        $"{Count(tiers.Memory)} from memory, {Count(tiers.Store)} from the store, {Count(tiers.Provider)} from the provider";

    private static string Cache(CacheStatistics cache) => string.Create(CultureInfo.InvariantCulture,
        $"Cache since the start: {Count(cache.Hits, "hit")}, {Count(cache.Misses)} missed, hit rate {cache.HitRate:0.0} %; ")
        + $"{Count(cache.CacheSize)} in memory ({Size(cache.MemoryBytes)}).";

    private static string Market(Regime regime)
    {
        var trend = regime.Trend.ToString().ToLowerInvariant();
        var volatility = regime.HighVolatility switch { true => ", unusually volatile", false => "", null => ", volatility unknown" };
        var breadth = regime.Breadth is { } share
            ? string.Create(CultureInfo.InvariantCulture, $"; {100 * share:0} % of the symbols stand above their 50-bar average")
            : "";
        return $"The market: {trend}{volatility}, by {(regime.Source == RegimeSource.Spy ? "SPY's averages" : "breadth")}{breadth}.";
    }
}
