using System.Globalization;
using System.Text.Json.Serialization;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Core.Watches;

/// <summary>What the checks of a watch have found so far; each step is a pure function of the one before.</summary>
public sealed record WatchProgress
{
    /// <summary>Before the first check.</summary>
    public static WatchProgress None { get; } = new();

    /// <summary>The scan of the checks as JSON: another scan begins anew. Empty before the first check.</summary>
    public string Scan { get; init; } = "";

    /// <summary>The last report; <c>null</c> before the first check that succeeded.</summary>
    public WatchReport? Report { get; init; }

    /// <summary>What the last report was compared with: another check of its session is compared with it too.</summary>
    public WatchBaseline? Earlier { get; init; }

    /// <summary>The time of the last check, with or without a report; <c>null</c> before the first one.</summary>
    public DateTimeOffset? AttemptedAt { get; init; }

    /// <summary>Why the last check has no report of its own, in one sentence; <c>null</c> if it has.</summary>
    public string? Problem { get; init; }

    /// <summary>The progress of a watch: it begins anew when its scan has changed.</summary>
    public WatchProgress Of(Watch watch) => watch.Scan.Json is var json && json == Scan ? this : None with { Scan = json };

    /// <summary>The symbols that a check must give a reason for if they do not match any more.</summary>
    [JsonIgnore]
    public IReadOnlyList<Symbol> Known =>
    [
        .. (Report?.ToBaseline().Symbols ?? []).Concat(Earlier?.Symbols ?? []).Select(match => match.Symbol).Distinct(),
    ];

    /// <summary>
    /// The progress after a scan. A scan of the report's session replaces the report and is compared with the same earlier session; a scan
    /// of an older session, or one in which every symbol failed, keeps the report.
    /// </summary>
    /// <param name="scan">The scan.</param>
    /// <param name="at">The time of the check.</param>
    public WatchProgress After(ScanResult scan, DateTimeOffset at)
    {
        var summary = scan.Summary;
        if (scan.Failures.Count > 0 && scan.Failures.Count == summary.Tiers.Total)
        {
            var (symbol, reason) = scan.Failures[0];
            return After(string.Create(CultureInfo.InvariantCulture,
                $"All {summary.Failed:N0} symbols failed, for example {symbol}: {reason.TrimEnd('.')}."), at);
        }
        if (Report is { } last && summary.AsOf < last.AsOf)
            return After(string.Create(CultureInfo.InvariantCulture,
                $"The prices are as of {summary.AsOf:yyyy-MM-dd}, before the last report ({last.AsOf:yyyy-MM-dd}), which was kept."), at);
        var earlier = Report is null || Report.AsOf == summary.AsOf ? Earlier : Report.ToBaseline();
        return this with { Report = WatchReport.Next(earlier, scan, at), Earlier = earlier, AttemptedAt = at, Problem = null };
    }

    /// <summary>The progress after a failed check: the report is kept.</summary>
    /// <param name="problem">Why it failed, in one sentence.</param>
    /// <param name="at">The time of the check.</param>
    public WatchProgress After(string problem, DateTimeOffset at) => this with { AttemptedAt = at, Problem = problem };
}

/// <summary>A watch, and what its checks have found.</summary>
/// <param name="Watch">The watch.</param>
/// <param name="Progress">The progress of its present scan.</param>
public sealed record WatchState(Watch Watch, WatchProgress Progress)
{
    /// <summary>The last report; <c>null</c> before the first check that succeeded.</summary>
    public WatchReport? Report => Progress.Report;

    /// <summary>Why the last check has no report of its own, in one sentence; <c>null</c> if it has.</summary>
    public string? Problem => Progress.Problem;
}
