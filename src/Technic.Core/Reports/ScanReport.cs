using Technic.Core.Histories;
using Technic.Core.Scans;

namespace Technic.Core.Reports;

/// <summary>One scan that ended.</summary>
/// <param name="Result">What it found.</param>
/// <param name="Statistics">The cache's statistics after it, since the engine began.</param>
public sealed record MeasuredScan(ScanResult Result, CacheStatistics Statistics);

/// <summary>The runs of one request, one after another in one engine.</summary>
public sealed record ScanReport(IReadOnlyList<MeasuredScan> Runs)
{
    /// <summary>The first run's time divided by the last one's, as they were measured; <c>null</c> for a single run.</summary>
    public double? Speedup => Runs.Count > 1 && Took(^1) > TimeSpan.Zero ? Took(0) / Took(^1) : null;

    private TimeSpan Took(Index run) => Runs[run].Result.Summary.Elapsed;
}
