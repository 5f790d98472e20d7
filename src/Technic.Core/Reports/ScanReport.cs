using Technic.Core.Histories;
using Technic.Core.Scans;

namespace Technic.Core.Reports;

/// <summary>A completed scan.</summary>
/// <param name="Result">Its result.</param>
/// <param name="Statistics">The statistics of the cache after it, since the start of the engine.</param>
public sealed record MeasuredScan(ScanResult Result, CacheStatistics Statistics);

/// <summary>The consecutive runs of one request in one engine.</summary>
public sealed record ScanReport(IReadOnlyList<MeasuredScan> Runs)
{
    /// <summary>The measured time of the first run divided by that of the last one; <c>null</c> for a single run.</summary>
    public double? Speedup => Runs.Count > 1 && Took(^1) > TimeSpan.Zero ? Took(0) / Took(^1) : null;

    private TimeSpan Took(Index run) => Runs[run].Result.Summary.Elapsed;
}
