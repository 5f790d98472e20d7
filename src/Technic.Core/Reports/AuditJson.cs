using System.Text.Json;
using Technic.Core.Archive;

namespace Technic.Core.Reports;

/// <summary>The stored days and the findings of an audit, as JSON.</summary>
public static class AuditJson
{
    /// <summary>Writes the property <c>days</c>.</summary>
    public static void WriteDays(Utf8JsonWriter json, IReadOnlyList<DayReport> days)
    {
        json.WritePropertyName("days");
        JsonSerializer.Serialize(json, days.Select(MarketDayDocument.Of), ReportContext.Default.IEnumerableMarketDayDocument);
    }

    /// <summary>Writes the property <c>findings</c>.</summary>
    public static void WriteFindings(Utf8JsonWriter json, IReadOnlyList<AuditFinding> findings)
    {
        json.WritePropertyName("findings");
        JsonSerializer.Serialize(json, findings, ReportContext.Default.IReadOnlyListAuditFinding);
    }

    /// <summary>A name in JSON, e.g. <c>fewSymbols</c>.</summary>
    public static string NameOf<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
