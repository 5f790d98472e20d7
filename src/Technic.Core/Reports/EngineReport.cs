using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Storage;

namespace Technic.Core.Reports;

/// <summary>The status of an engine, as JSON.</summary>
public static class EngineReport
{
    /// <summary>
    /// Writes <c>{"kind","source","requestsPerMinute","processes"}</c>, with processes of
    /// <c>{"name","address","alive","startedAt","writes","activations","statistics"}</c>; the kind is <c>embedded</c> or <c>cluster</c>,
    /// <c>writes</c> is <c>{"queued","written","failed","retried"}</c> or <c>null</c>,
    /// <c>activations</c> has counts by type.
    /// </summary>
    public static void WriteJson(Utf8JsonWriter json, EngineStatus status)
    {
        json.WriteStartObject();
        json.WriteString("kind", status.Kind == EngineKind.Cluster ? "cluster" : "embedded");
        json.WriteString("source", status.Source);
        if (status.RequestsPerMinute is { } quota) json.WriteNumber("requestsPerMinute", quota);
        else json.WriteNull("requestsPerMinute");
        json.WriteStartArray("processes");
        foreach (var process in status.Processes) Write(json, process);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EngineProcess process)
    {
        json.WriteStartObject();
        json.WriteString("name", process.Name);
        json.WriteString("address", process.Address);
        json.WriteBoolean("alive", process.IsAlive);
        if (process.StartedAt is { } started) json.WriteString("startedAt", started.UtcDateTime);
        else json.WriteNull("startedAt");
        Write(json, process.Writes);
        json.WriteStartObject("activations");
        foreach (var (type, count) in process.Activations) json.WriteNumber(type, count);
        json.WriteEndObject();
        json.WritePropertyName("statistics");
        ScanJson.WriteStatistics(json, process.Statistics);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, WriteBehindStatus? writes)
    {
        if (writes is null)
        {
            json.WriteNull("writes");
            return;
        }
        json.WriteStartObject("writes");
        json.WriteNumber("queued", writes.Queued);
        json.WriteNumber("written", writes.Written);
        json.WriteNumber("failed", writes.Failed);
        json.WriteNumber("retried", writes.Retried);
        json.WriteEndObject();
    }
}
