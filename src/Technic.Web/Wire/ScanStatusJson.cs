using System.Globalization;
using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Reports;

namespace Technic.Web.Wire;

/// <summary>The status of a kept scan: its progress and, when it has ended, its summary.</summary>
internal static class ScanStatusJson
{
    public static void Write(Utf8JsonWriter json, KeptScan scan)
    {
        json.WriteStartObject();
        json.WriteString("id", scan.Id);
        json.WriteString("state", scan.State.ToString().ToLowerInvariant());
        json.WriteString("startedAt", scan.StartedAt.UtcDateTime);
        if (scan.EndedAt is { } ended) json.WriteString("endedAt", ended.UtcDateTime);
        else json.WriteNull("endedAt");
        json.WriteString("advice", scan.Advice);
        WriteStart(json, scan);
        WriteProgress(json, scan);
        json.WritePropertyName("summary");
        if (scan.Summary is { } summary) ScanJson.WriteSummary(json, summary);
        else json.WriteNullValue();
        WriteWhole(json, "rows", scan.Summary is null ? null : scan.Rows);
        json.WriteString("problem", scan.Failure?.Message);
        json.WriteEndObject();
    }

    private static void WriteStart(Utf8JsonWriter json, KeptScan scan)
    {
        WriteWhole(json, "requested", scan.Started?.Requested);
        WriteWhole(json, "candidates", scan.Started?.Candidates);
        json.WriteString("asOf", scan.Started?.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("source", scan.Started?.Source);
        WriteWhole(json, "fromProvider", scan.Planned?.FromProvider);
        if (scan.Planned?.Wait is { } wait) json.WriteNumber("waitMs", wait.TotalMilliseconds);
        else json.WriteNull("waitMs");
    }

    private static void WriteProgress(Utf8JsonWriter json, KeptScan scan)
    {
        json.WritePropertyName("progress");
        if (scan.Progress is { } progress) UpdateJson.Write(json, progress);
        else json.WriteNullValue();
    }

    private static void WriteWhole(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } whole) json.WriteNumber(name, whole);
        else json.WriteNull(name);
    }
}
