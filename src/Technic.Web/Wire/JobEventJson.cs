using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Web.Problems;

namespace Technic.Web.Wire;

/// <summary>The events of a scan as server-sent events.</summary>
internal static class JobEventJson
{
    /// <summary>Returns the event type.</summary>
    public static string TypeOf(JobEvent jobEvent) =>
        jobEvent.Update is { } update ? UpdateJson.TypeOf(update) : UpdateJson.Problem;

    /// <summary>Writes the data.</summary>
    public static void Write(Utf8JsonWriter json, JobEvent jobEvent)
    {
        if (jobEvent.Failure is { } failure)
            JsonSerializer.Serialize(json, Problem.Of(failure).Document(), JsonSerializerOptions.Web);
        else if (jobEvent is { Update: ScanCompleted completed, Statistics: { } statistics })
            RunJson.Write(json, new MeasuredScan(completed.Result, statistics), jobEvent.Advice);
        else UpdateJson.Write(json, jobEvent.Update!, jobEvent.Advice);
    }
}
