using Technic.Columnar;
using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>Writes the rows of the last run as CSV, Arrow or Parquet, and everything else to standard error.</summary>
internal sealed class ScanRowsOutput(OutputTarget target, RowView view, TableFormat format, Terminal terminal) : IScanOutput
{
    public void Begin(string? notice)
    {
        if (notice is not null) terminal.WriteMessage(notice);
    }

    public void RunEnded(MeasuredScan scan, int number, int count)
    {
        if (count > 1) terminal.WriteMessage($"Run {number} of {count}");
        foreach (var line in SummaryText.Lines(scan)) terminal.WriteMessage(line);
    }

    public async Task EndAsync(ScanReport report, CancellationToken cancellationToken)
    {
        var table = RowTable.Of(report.Runs[^1].Result, view.Columns ?? ScanColumns.All);
        await target.WriteTableAsync(table, format, cancellationToken).ConfigureAwait(false);
        if (report.Runs.Count > 1) terminal.WriteMessage(SummaryText.Speedup(report));
    }
}
