using System.Text.Json;
using Technic.Core.Archive;

namespace Technic.Core.Reports;

/// <summary>The stored days and the findings of an audit, as JSON.</summary>
public static class AuditJson
{
    /// <summary>Writes the property <c>days</c>.</summary>
    public static void WriteDays(Utf8JsonWriter json, IReadOnlyList<DayReport> days)
    {
        json.WriteStartArray("days");
        foreach (var day in days)
        {
            json.WriteStartObject();
            json.Date("day", day.Day);
            json.WriteString("state", NameOf(day.State));
            json.Number("symbols", day.Symbols);
            json.Number("traded", day.Traded);
            json.WriteNumber("leftOut", day.LeftOut);
            json.WriteNumber("fetches", day.Fetches);
            json.WriteString("source", day.IsImported ? "file" : "provider");
            if (day.FetchedAt is { } at) json.WriteString("fetchedAt", at.UtcDateTime);
            else json.WriteNull("fetchedAt");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Writes the property <c>findings</c>.</summary>
    public static void WriteFindings(Utf8JsonWriter json, IReadOnlyList<AuditFinding> findings)
    {
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("kind", NameOf(finding.Kind));
            json.Date("day", finding.Day);
            json.WriteString("symbol", finding.Symbol?.Text);
            json.WriteString("text", finding.Text);
            json.WriteBoolean("repairable", finding.CanBeRepaired);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A name in JSON, e.g. <c>fewSymbols</c>.</summary>
    public static string NameOf<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
