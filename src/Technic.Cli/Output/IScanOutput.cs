using Technic.Core.Reports;

namespace Technic.Cli.Output;

/// <summary>Writes what a scan found, in one format.</summary>
internal interface IScanOutput
{
    /// <summary>The first run has begun.</summary>
    /// <param name="notice">What a person must know before looking at the prices; <c>null</c> when that is nothing.</param>
    void Begin(string? notice);

    /// <summary>A run has ended.</summary>
    /// <param name="scan">The run.</param>
    /// <param name="number">Which one, from 1.</param>
    /// <param name="count">How many there will be.</param>
    void RunEnded(MeasuredScan scan, int number, int count);

    /// <summary>All runs have ended.</summary>
    void End(ScanReport report);
}
