using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>For a person: each run's summary, the rows of the last one as a table, and how the runs compare.</summary>
internal sealed class ScanTableOutput(OutputTarget target, ShownRow shown, Terminal terminal) : IScanOutput
{
    public void Begin(string? notice)
    {
        if (notice is null) return;
        if (target.IsFile) terminal.Say(notice);
        target.Text.WriteLine(notice);
        target.Flush();
    }

    public void RunEnded(MeasuredScan scan, int number, int count)
    {
        if (number == count && scan.Result.Rows.Count > 0) WriteRows(scan.Result.Rows);
        if (count > 1) target.Text.WriteLine($"Run {number} of {count}");
        foreach (var line in SummaryText.Lines(scan)) target.Text.WriteLine(TerminalText.Clean(line));
        target.Flush();
    }

    private void WriteRows(IReadOnlyList<RankedRow> rows)
    {
        Tables.Write(target, ScanTable.Of(rows, target.IsTerminal ? Terminal.Width : Tables.Unbounded, shown.Columns));
        if (!shown.Explained) return;
        foreach (var row in rows)
        {
            target.Text.WriteLine();
            ExplanationTable.Write(target, row);
        }
        target.Text.WriteLine();
    }

    public void End(ScanReport report)
    {
        if (report.Runs.Count > 1) target.Text.WriteLine(SummaryText.Speedup(report));
    }
}
