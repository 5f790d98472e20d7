using System.Globalization;
using System.Text.Json;
using Technic.Core.Reports;
using Technic.Web.Scans;

namespace Technic.Web.Wire;

/// <summary>The status of a kept scan: its progress and, when it has ended, its summary.</summary>
internal static class ScanStatusJson
{
    public static void Write(Utf8JsonWriter json, ScanJob job)
    {
        json.WriteStartObject();
        json.WriteString("id", job.Id);
        json.WriteString("state", job.State.ToString().ToLowerInvariant());
        json.WriteString("startedAt", job.StartedAt.UtcDateTime);
        if (job.EndedAt is { } ended) json.WriteString("endedAt", ended.UtcDateTime);
        else json.WriteNull("endedAt");
        json.WriteString("advice", job.Advice);
        WriteStart(json, job);
        WriteProgress(json, job);
        json.WritePropertyName("summary");
        if (job.Run is { } run) ScanJson.WriteSummary(json, run.Result.Summary);
        else json.WriteNullValue();
        WriteWhole(json, "rows", job.Run?.Result.Rows.Count);
        json.WriteString("problem", job.Problem?.Detail);
        json.WriteEndObject();
    }

    private static void WriteStart(Utf8JsonWriter json, ScanJob job)
    {
        WriteWhole(json, "requested", job.Started?.Requested);
        WriteWhole(json, "candidates", job.Started?.Candidates);
        json.WriteString("asOf", job.Started?.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("source", job.Started?.Source);
        WriteWhole(json, "fromProvider", job.Planned?.FromProvider);
        if (job.Planned?.Wait is { } wait) json.WriteNumber("waitMs", wait.TotalMilliseconds);
        else json.WriteNull("waitMs");
    }

    private static void WriteProgress(Utf8JsonWriter json, ScanJob job)
    {
        json.WritePropertyName("progress");
        if (job.Progress is { } progress) UpdateJson.Write(json, progress);
        else json.WriteNullValue();
    }

    private static void WriteWhole(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } whole) json.WriteNumber(name, whole);
        else json.WriteNull(name);
    }
}
