using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Reports;

namespace Technic.Web.Wire;

/// <summary>The row of one symbol with its rating explained and its trade plan.</summary>
internal static class ExplainedRowJson
{
    /// <summary>Writes <c>{"key","tier","stale","fetchedAt","row","formula","explanation","plan"}</c>.</summary>
    public static void Write(Utf8JsonWriter json, ScanRow row, TradePlan? plan, HistoryLookup lookup)
    {
        var history = lookup.History!;
        json.WriteStartObject();
        json.WriteString("key", history.Key.ToString());
        json.WriteString("tier", lookup.Tier.Word());
        json.WriteBoolean("stale", lookup.IsStale);
        json.WriteString("fetchedAt", history.FetchedAt.UtcDateTime);
        json.WritePropertyName("row");
        RowJson.Write(json, row);
        json.WriteString("formula", Scoring.Explain(row).Formula);
        ExplanationJson.Write(json, row);
        json.WritePropertyName("plan");
        JsonSerializer.Serialize(json, plan!, ReportContext.Default.TradePlan);
        json.WriteEndObject();
    }
}
