using System.Text.Json;
using Technic.Core.Scans.Requests;

namespace Technic.Core.Reports;

/// <summary>Presets with their meanings and changes, as JSON.</summary>
public static class PresetReport
{
    /// <summary>
    /// Writes a list of <c>{"name","meaning",…}</c>, followed by the fields of a request (<see cref="RequestJson"/>) that it changes.
    /// </summary>
    public static void WriteJson(Utf8JsonWriter json, Presets presets)
    {
        json.WriteStartArray();
        foreach (var preset in presets.All)
        {
            json.WriteStartObject();
            json.WriteString("name", preset.Name);
            json.WriteString("meaning", preset.Meaning);
            RequestJson.WriteFields(json, preset.Changes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
