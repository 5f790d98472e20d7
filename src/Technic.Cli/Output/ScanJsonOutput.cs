using System.Text.Json;
using Technic.Core.Reports;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>For programs: everything, as one JSON object.</summary>
internal sealed class ScanJsonOutput(OutputTarget target, ShownRow shown, Terminal terminal) : IScanOutput
{
    public void Begin(string? notice)
    {
        if (notice is not null) terminal.Say(notice);
    }

    public void RunEnded(MeasuredScan scan, int number, int count)
    {
    }

    public void End(ScanReport report) => target.WriteJson(json => ScanJson.Write(json, report, WriteRow));

    private void WriteRow(Utf8JsonWriter json, RankedRow row) => ScanJson.WriteRow(json, row, shown.Columns ?? ScanColumns.All, shown.Explained);
}
