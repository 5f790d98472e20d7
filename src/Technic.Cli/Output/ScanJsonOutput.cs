using System.Text.Json;
using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>Writes all runs as one JSON object.</summary>
internal sealed class ScanJsonOutput(OutputTarget target, RowView view, Terminal terminal) : IScanOutput
{
    public void Begin(string? notice)
    {
        if (notice is not null) terminal.WriteMessage(notice);
    }

    public void RunEnded(MeasuredScan scan, int number, int count)
    {
    }

    public Task EndAsync(ScanReport report, CancellationToken cancellationToken)
    {
        target.WriteJson(json => ScanJson.Write(json, report, WriteRow));
        return Task.CompletedTask;
    }

    private void WriteRow(Utf8JsonWriter json, RankedRow row) =>
        ScanJson.WriteRow(json, row, view.Columns ?? ScanColumns.All, view.Explained);
}
