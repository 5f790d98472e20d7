using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>Writes the rows of the last run as CSV, and everything else to standard error.</summary>
internal sealed class ScanCsvOutput(OutputTarget target, RowView view, Terminal terminal) : IScanOutput
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

    public void End(ScanReport report)
    {
        RowCsv.Write(target.Text, report.Runs[^1].Result.Rows, view.Columns ?? ScanColumns.All);
        if (report.Runs.Count > 1) terminal.WriteMessage(SummaryText.Speedup(report));
    }
}
