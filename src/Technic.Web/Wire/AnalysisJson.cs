using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Reports;
using Technic.Indicators;

namespace Technic.Web.Wire;

/// <summary>
/// The full analysis of one symbol: its history with the cache tier, indicators per bar, its row with the trade plan, and the rules of its
/// rating. Indicator lists have one element per bar, <c>null</c> if there is no value.
/// </summary>
internal static class AnalysisJson
{
    /// <summary>The indicators of the chart.</summary>
    public static IReadOnlyList<Indicator> Charted { get; } =
    [
        Indicator.Sma20, Indicator.Sma50, Indicator.Sma200, Indicator.BollingerUpper, Indicator.BollingerLower, Indicator.Rsi14,
        Indicator.Macd,
        Indicator.MacdSignal, Indicator.MacdHistogram,
    ];

    /// <param name="json">The writer.</param>
    /// <param name="rated">The history, with bars, and what its rating rests on.</param>
    /// <param name="risk">The risk settings of the trade plan.</param>
    /// <param name="methods">The score.</param>
    public static void Write(Utf8JsonWriter json, RatedHistory rated, RiskBudget risk, ScanMethods methods)
    {
        var (history, complete) = (rated.Lookup.History!, rated.Complete!);
        var row = rated.RowFor(risk, methods);
        json.WriteStartObject();
        json.WritePropertyName("history");
        HistoryReport.WriteJson(json, history, rated.Lookup, rated.Adjustment);
        json.WritePropertyName("indicators");
        WriteIndicators(json, IndicatorTable.Of(complete.Bars), history.Bars.Count);
        json.WritePropertyName("row");
        RowJson.Write(json, row);
        var explanation = Scoring.Explain(row.Row);
        json.WriteString("formula", explanation.Formula);
        json.WritePropertyName("rules");
        JsonSerializer.Serialize(json, explanation.Outcomes, ReportContext.Default.IReadOnlyListRuleOutcome);
        json.WriteEndObject();
    }

    private static void WriteIndicators(Utf8JsonWriter json, IndicatorTable table, int bars)
    {
        json.WriteStartObject();
        foreach (var indicator in Charted)
        {
            json.WriteStartArray(indicator.Info().Name);
            foreach (var value in table.Column(indicator)[^bars..])
            {
                if (double.IsFinite(value)) json.WriteNumberValue(value);
                else json.WriteNullValue();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
