using Technic.Core.Reporting;

namespace Technic.Cli.Output;

/// <summary>For programs: everything, as one JSON object.</summary>
internal sealed class ScanJsonOutput(OutputTarget target, Terminal terminal) : IScanOutput
{
    public void Begin(string? notice)
    {
        if (notice is not null) terminal.Say(notice);
    }

    public void RunEnded(MeasuredScan scan, int number, int count)
    {
    }

    public void End(ScanReport report) => target.WriteJson(json => ScanJson.Write(json, report));
}
