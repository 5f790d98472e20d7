using System.Text.Json;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Reports;
using Technic.Core.Scans;
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
    /// <param name="history">A history with bars.</param>
    /// <param name="lookup">The lookup of the history.</param>
    /// <param name="adjustment">The form of its prices.</param>
    /// <param name="risk">The risk settings of the trade plan.</param>
    public static void Write(Utf8JsonWriter json, PriceHistory history, HistoryLookup lookup, PriceAdjustment adjustment, RiskBudget risk)
    {
        var row = SymbolEvaluator.Evaluate(history);
        json.WriteStartObject();
        json.WritePropertyName("history");
        HistoryReport.WriteJson(json, history, lookup, adjustment);
        json.WritePropertyName("indicators");
        WriteIndicators(json, IndicatorTable.Of(history.Bars));
        json.WritePropertyName("row");
        RowJson.Write(json, new RankedRow(
            0, new Listing(row.Symbol), row, RelativeStrength: null, TradePlanner.Plan(row, risk), lookup.IsStale));
        var explanation = Scoring.Explain(row);
        json.WriteString("formula", explanation.Formula);
        WriteRules(json, explanation.Outcomes);
        json.WriteEndObject();
    }

    private static void WriteIndicators(Utf8JsonWriter json, IndicatorTable table)
    {
        json.WriteStartObject();
        foreach (var indicator in Charted)
        {
            json.WriteStartArray(indicator.Info().Name);
            foreach (var value in table.Column(indicator))
            {
                if (double.IsFinite(value)) json.WriteNumberValue(value);
                else json.WriteNullValue();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteRules(Utf8JsonWriter json, IReadOnlyList<RuleOutcome> outcomes)
    {
        json.WriteStartArray("rules");
        foreach (var outcome in outcomes)
        {
            json.WriteStartObject();
            json.WriteString("subscore", outcome.Subscore.ToString());
            json.WriteString("rule", outcome.Rule);
            if (outcome.Value is { } value && double.IsFinite(value)) json.WriteNumber("value", value);
            else json.WriteNull("value");
            json.WriteString("unit", outcome.Unit);
            json.WriteNumber("points", outcome.Points);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
