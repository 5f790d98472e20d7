using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>For spreadsheets: the rows of the last run. What has no place among rows is said on standard error.</summary>
internal sealed class ScanCsvOutput(OutputTarget target, ShownRow shown, Terminal terminal) : IScanOutput
{
    public void Begin(string? notice)
    {
        if (notice is not null) terminal.Say(notice);
    }

    public void RunEnded(MeasuredScan scan, int number, int count)
    {
        if (count > 1) terminal.Say($"Run {number} of {count}");
        foreach (var line in SummaryText.Lines(scan)) terminal.Say(line);
    }

    public void End(ScanReport report)
    {
        RowCsv.Write(target.Text, report.Runs[^1].Result.Rows, shown.Columns ?? ScanColumns.All);
        if (report.Runs.Count > 1) terminal.Say(SummaryText.Speedup(report));
    }
}
