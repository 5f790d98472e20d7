using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>Writes the result of a scan in one format.</summary>
internal interface IScanOutput
{
    /// <summary>Called when the first run starts.</summary>
    /// <param name="notice">A notice about the price source to show first; <c>null</c> for none.</param>
    void Begin(string? notice);

    /// <summary>Called with a provisional result, while a long load goes on.</summary>
    /// <returns>Whether the format has shown its rows.</returns>
    bool ShowsProvisional(ScanProvisional early) => false;

    /// <summary>Called when a run ends.</summary>
    /// <param name="scan">The result of the run.</param>
    /// <param name="number">The number of the run, from 1.</param>
    /// <param name="count">The total number of runs.</param>
    void RunEnded(MeasuredScan scan, int number, int count);

    /// <summary>Called when all runs have ended.</summary>
    Task EndAsync(ScanReport report, CancellationToken cancellationToken);
}

/// <summary>What to show of each row.</summary>
/// <param name="Columns">The selected columns; <c>null</c> for the default columns of the format.</param>
/// <param name="Explained">Whether to explain the rating.</param>
internal sealed record RowView(IReadOnlyList<ScanColumn>? Columns, bool Explained);
