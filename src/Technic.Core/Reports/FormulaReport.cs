using System.Text.Json;
using Technic.Core.Formulas.Guide;

namespace Technic.Core.Reports;

/// <summary>The functions and named formulas as JSON.</summary>
public static class FormulaReport
{
    /// <summary>
    /// Writes a list of <c>{"name","family","signature","meaning","formula","source","aliases","parameters","outputs"}</c>.
    /// </summary>
    public static void WriteJson(Utf8JsonWriter json, IEnumerable<FormulaEntry> entries)
    {
        json.WriteStartArray();
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Name);
            json.WriteString("family", entry.Family);
            json.WriteString("signature", entry.Signature);
            json.WriteString("meaning", entry.Meaning);
            json.WriteString("formula", entry.Formula);
            json.WriteString("source", entry.Source);
            Write(json, "aliases", entry.Aliases);
            Write(json, "parameters", entry.Parameters);
            Write(json, "outputs", entry.Outputs);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
