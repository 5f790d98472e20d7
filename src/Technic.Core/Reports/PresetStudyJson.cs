using System.Text.Json;
using Technic.Core.Studies;

namespace Technic.Core.Reports;

/// <summary>The kept studies of the presets as JSON. Returns are fractions; <c>null</c> where there is no value.</summary>
public static class PresetStudyJson
{
    /// <summary>Writes the studies as a list.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<PresetStudy> studies)
    {
        json.WriteStartArray();
        foreach (var study in studies) Write(json, study);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, PresetStudy study)
    {
        json.WriteStartObject();
        json.WriteString("preset", study.Preset);
        json.WriteString("madeAt", study.MadeAt.UtcDateTime);
        json.WriteString("market", study.Market);
        json.Date("from", study.From);
        json.Date("to", study.To);
        json.WriteBoolean("survivorsOnly", study.SurvivorsOnly);
        json.WriteNumber("signals", study.Signals);
        json.WriteNumber("days", study.Days);
        json.WriteNumber("sessions", study.Sessions);
        json.Number("mean", study.Mean);
        json.Number("excessMean", study.ExcessMean);
        json.WriteStartArray("interval");
        foreach (var bound in (ReadOnlySpan<double>)[study.Low, study.High])
        {
            if (double.IsFinite(bound)) json.WriteNumberValue(bound);
            else json.WriteNullValue();
        }
        json.WriteEndArray();
        json.Number("sharpe", study.Sharpe);
        json.Number("deflatedSharpe", study.DeflatedSharpe);
        json.WriteNumber("variants", study.Variants);
        json.WriteString("verdict", study.Verdict);
        json.WriteEndObject();
    }
}
