using System.Globalization;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Rating;
using Technic.Core.Reports;
using Technic.Core.Scans;
using static Technic.Cli.Output.TerminalText;

namespace Technic.Cli.Output;

/// <summary>The summary of a scan as text. All numbers were measured in that run.</summary>
internal static class SummaryText
{
    private const int MaxJumps = 5;

    public static IEnumerable<string> Lines(MeasuredScan scan)
    {
        var (result, summary) = (scan.Result, scan.Result.Summary);
        if (summary.Cut is { } cut) yield return Cut(cut);
        yield return Totals(result);
        if (result.Rows.Count < summary.Ranked)
            yield return $"Showing {Count(result.Rows.Count)} of {Count(summary.Ranked)} ranked; --top 0 shows all.";
        yield return $"Prices as of {summary.AsOf:yyyy-MM-dd}{State(summary.Data)}: {Tiers(summary.Tiers)}; "
            + $"{Count(summary.ProviderRequests, "API request")}"
            + $" ({summary.Source})" + (summary.Stale > 0 ? $"; {Count(summary.Stale)} stale (provider failed)." : ".");
        if (result.Filtered.TryGetValue(FilterRules.NotCurrent, out var old))
            yield return $"{Count(old, "symbol")} without a bar of {summary.AsOf:yyyy-MM-dd}: "
                + "halted, delisted or thinly traded; --max-age shows them.";
        if (summary.WithGaps > 0) yield return $"{Count(summary.WithGaps, "ranked row")} with sessions without a bar; see the column gaps.";
        if (summary.IsProvisional)
        {
            yield return $"Ratings are provisional: they use {Count(summary.Days, "day")}; "
                + $"--days {RatingWindow.Days} loads what every rule needs.";
        }
        yield return $"Time: {Time(summary.Elapsed)} ({Time(summary.Elapsed / Math.Max(1, summary.Tiers.Total))} per symbol).";
        yield return Cache(scan.Statistics);
        if (result.Regime is { } regime) yield return Market(regime, summary.MarketSymbols);
        foreach (var line in FailureText.Lines(result.Failures)) yield return line;
        if (result.Jumps.Count > 0) yield return Jumps(result.Jumps);
    }

    /// <summary>Compares the last run with the first.</summary>
    public static string Speedup(ScanReport report) => string.Create(CultureInfo.InvariantCulture,
        $"Run {report.Runs.Count}: {Elapsed(report.Runs[^1])}, run 1: {Elapsed(report.Runs[0])}; {report.Speedup:0.0} times as fast.");

    private static string Elapsed(MeasuredScan scan) => Time(scan.Result.Summary.Elapsed);

    private static string State(DayState data) => data switch
    {
        DayState.Preliminary => " (preliminary)",
        DayState.Suspect => " (incomplete at the provider)",
        _ => "",
    };

    private static string Totals(ScanResult result)
    {
        var summary = result.Summary;
        var rules = result.Filtered.OrderByDescending(rule => rule.Value).ThenBy(rule => rule.Key, StringComparer.Ordinal)
            .Select(rule => $"{rule.Key} {Count(rule.Value)}").ToArray();
        return $"{Count(summary.Requested, "symbol")} = {Count(summary.Ranked)} ranked"
            + $" + {Count(summary.Filtered)} filtered{(rules.Length > 0 ? $" ({string.Join(", ", rules)})" : "")}"
            + $" + {Count(summary.Failed)} failed.";
    }

    private static string Cut(SymbolCut cut)
    {
        var kept = cut.Session is { } session
            ? $"the most traded of {session:yyyy-MM-dd} were kept"
            : "the first of the list were kept, because no session is stored yet";
        return $"{Count(cut.Symbols, "symbol")} dropped by --max-symbols; {kept}.";
    }

    private static string Jumps(IReadOnlyList<SymbolJump> jumps)
    {
        var some = jumps.Take(MaxJumps)
            .Select(found => string.Create(CultureInfo.InvariantCulture, $"{found.Symbol} {found.Jump.At} ×{found.Jump.Ratio:0.##}"));
        var more = jumps.Count > MaxJumps ? $" and {Count(jumps.Count - MaxJumps)} more" : "";
        return $"Price jumps without a known split: {string.Join(", ", some)}{more}.";
    }

    private static string Tiers(TierCounts tiers) =>
        $"{Count(tiers.Memory)} from memory, {Count(tiers.Store)} from disk, {Count(tiers.Provider)} from the provider";

    private static string Cache(CacheStatistics cache) => string.Create(CultureInfo.InvariantCulture,
        $"Cache since start: {Count(cache.Hits, "hit")}, {Count(cache.Misses)} missed, hit rate {cache.HitRate:0.0} %; ")
        + $"{Count(cache.CacheSize, "key")} in memory ({Size(cache.MemoryBytes)}).";

    private static string Market(Regime regime, int? symbols)
    {
        var trend = regime.Trend.ToString().ToLowerInvariant();
        var volatility = regime.HighVolatility switch { true => ", unusually volatile", false => "", null => ", volatility unknown" };
        var breadth = regime.Breadth is { } share
            ? string.Create(CultureInfo.InvariantCulture, $"; {100 * share:0} % of symbols above their 50-bar average")
            : "";
        var basis = regime.Source == RegimeSource.Spy ? "SPY's moving averages" : "breadth";
        var market = symbols is { } count ? $"Market ({Count(count, "symbol")})" : "Market (the symbols of this scan)";
        return $"{market}: {trend}{volatility}, based on {basis}{breadth}.";
    }
}
