using System.Text.Json;
using Technic.Core.Rating;

namespace Technic.Core.Reports;

/// <summary>The explanation of a row's rating, as JSON.</summary>
public static class ExplanationJson
{
    /// <summary>
    /// Writes the property <c>explanation</c>: <c>[{"subscore","rule","value","points"}]</c>, an element for each rule, in the order of the
    /// rules; the value is <c>null</c> if there is none.
    /// </summary>
    public static void Write(Utf8JsonWriter json, ScanRow row)
    {
        json.WriteStartArray("explanation");
        foreach (var outcome in Scoring.Explain(row).Outcomes)
        {
            json.WriteStartObject();
            json.WriteString("subscore", outcome.Subscore.ToString());
            json.WriteString("rule", outcome.Rule);
            json.Number("value", outcome.Value);
            json.WriteNumber("points", outcome.Points);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
