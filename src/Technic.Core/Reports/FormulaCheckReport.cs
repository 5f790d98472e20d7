using System.Text.Json;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Guide;

namespace Technic.Core.Reports;

/// <summary>What a formula is, or why it is invalid, as JSON.</summary>
public static class FormulaCheckReport
{
    /// <summary>
    /// Writes <c>{"valid","type","unit","bars","warmUp","columns","symbols","comparesSymbols","problem"}</c>. Without an error the problem
    /// is <c>null</c>; with one all others but <c>valid</c> are. Positions begin with 1.
    /// </summary>
    public static void WriteJson(Utf8JsonWriter json, FormulaCheck check, string formula)
    {
        json.WriteStartObject();
        json.WriteBoolean("valid", check.Problem is null);
        if (check.Problem is { } problem)
        {
            string[] unknown = ["type", "unit", "bars", "warmUp", "columns", "symbols", "comparesSymbols"];
            foreach (var name in unknown) json.WriteNull(name);
            Write(json, problem, formula);
        }
        else
        {
            json.WriteString("type", check.IsCondition ? "condition" : "number");
            json.WriteString("unit", check.Unit);
            json.WriteNumber("bars", check.Bars);
            json.WriteNumber("warmUp", check.WarmUp);
            Write(json, "columns", check.Columns);
            Write(json, "symbols", check.Symbols);
            json.WriteBoolean("comparesSymbols", check.ComparesSymbols);
            json.WriteNull("problem");
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FormulaException problem, string formula)
    {
        var (start, length) = problem.PlaceIn(formula);
        var before = formula.AsSpan(0, start);
        json.WriteStartObject("problem");
        json.WriteNumber("position", start + 1);
        json.WriteNumber("length", length);
        json.WriteNumber("line", before.Count('\n') + 1);
        json.WriteNumber("column", start - before.LastIndexOf('\n'));
        json.WriteString("message", problem.Message);
        json.WriteStartArray("suggestions");
        foreach (var fix in problem.Fixes)
        {
            json.WriteStartObject();
            json.WriteNumber("position", fix.Position + 1);
            json.WriteNumber("length", fix.Length);
            json.WriteString("text", fix.Text);
            json.WriteString("formula", fix.ApplyTo(formula));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
