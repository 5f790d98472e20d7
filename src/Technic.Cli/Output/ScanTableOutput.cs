using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>Writes the summary of each run, the rows of the last run as a table, and a comparison of the runs.</summary>
internal sealed class ScanTableOutput(OutputTarget target, RowView view, Terminal terminal) : IScanOutput
{
    public void Begin(string? notice)
    {
        if (notice is null) return;
        if (target.IsFile) terminal.WriteMessage(notice);
        target.Text.WriteLine(notice);
        target.Flush();
    }

    public bool ShowsProvisional(ScanProvisional early)
    {
        // A file keeps the result only.
        if (!target.IsTerminal || early.Result.Rows.Count == 0) return false;
        target.Text.WriteLine(ProvisionalText.Title(early));
        WriteRows([.. early.Result.Rows.Take(ProvisionalText.Rows)]);
        target.Flush();
        return true;
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
        Tables.Write(target, ScanTable.Of(rows, target.IsTerminal ? Terminal.Width : Tables.Unbounded, view.Columns));
        if (!view.Explained) return;
        foreach (var row in rows)
        {
            target.Text.WriteLine();
            ExplanationTable.Write(target, row);
        }
        target.Text.WriteLine();
    }

    public Task EndAsync(ScanReport report, CancellationToken cancellationToken)
    {
        if (report.Runs.Count > 1) target.Text.WriteLine(SummaryText.Speedup(report));
        return Task.CompletedTask;
    }
}
