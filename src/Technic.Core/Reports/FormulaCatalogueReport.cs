using System.Text.Json;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Binding;
using Technic.Core.Formulas.Library;
using Technic.Core.Formulas.Nodes;
using Technic.Core.Formulas.Syntax;
using Technic.Indicators;

namespace Technic.Core.Reports;

/// <summary>Everything that a formula can contain, as JSON: for help, completion, and programs that write formulas.</summary>
public static class FormulaCatalogueReport
{
    /// <summary>
    /// Writes <c>{"version","keywords","prices","timeframes","groups","functions","columns","formulas"}</c>.
    /// </summary>
    /// <param name="json">The writer.</param>
    /// <param name="own">The user's named formulas.</param>
    /// <param name="functions">The functions of bars and series; <c>null</c> for the built-in ones.</param>
    public static void WriteJson(Utf8JsonWriter json, FormulaDefinitions own, FunctionCatalogue? functions = null)
    {
        json.WriteStartObject();
        json.WriteNumber("version", FormulaProgram.Version);
        Write(json, "keywords", FormulaParser.Words);
        Write(json, "prices", [.. Enum.GetNames<Price>().Select(name => name.ToLowerInvariant()), .. DerivedPrices.Names]);
        Write(json, "timeframes", Timeframes.Words);
        Write(json, "groups", [.. Enum.GetNames<Group>().Select(name => name.ToLowerInvariant())]);
        json.WriteStartArray("functions");
        foreach (var function in FunctionLibrary.Functions) Write(json, function);
        foreach (var function in (functions ?? FunctionCatalogue.BuiltIn).All) Write(json, function);
        json.WriteEndArray();
        json.WritePropertyName("columns");
        ColumnReport.WriteJson(json);
        json.WriteStartArray("formulas");
        foreach (var formula in FormulaLibrary.BuiltIn.With(own).All) Write(json, formula, own.All.Contains(formula));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LanguageFunction function)
    {
        Begin(json, function.Name, function.Family, function.Signature, function.Meaning);
        json.WriteString("formula", "");
        json.WriteString("source", "");
        Write(json, "aliases", []);
        json.WriteNumber("series", 0);
        json.WriteStartArray("parameters");
        foreach (var argument in function.Arguments)
        {
            json.WriteStartObject();
            json.WriteString("name", argument);
            json.WriteString("kind", "formula");
            json.WriteNull("usual");
            json.WriteNull("least");
            json.WriteNull("most");
            Write(json, "choices", []);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("outputs");
        json.WriteEndArray();
        json.WriteNull("lookback");
        json.WriteNull("warmUp");
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IndicatorFunction function)
    {
        Begin(json, function.Name, function.Family, CallBinder.SignatureOf(function), function.Meaning);
        json.WriteString("formula", function.Formula);
        json.WriteString("source", function.Source);
        Write(json, "aliases", function.Aliases);
        json.WriteNumber("series", (int)function.Series);
        json.WriteStartArray("parameters");
        foreach (var parameter in function.Parameters) Write(json, parameter);
        json.WriteEndArray();
        json.WriteStartArray("outputs");
        foreach (var output in function.Outputs)
        {
            json.WriteStartObject();
            json.WriteString("name", output.Name);
            json.WriteString("kind", output.Kind == ValueKind.Condition ? "condition" : "number");
            json.WriteString("unit", output.Unit);
            json.WriteString("meaning", output.Meaning);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteLookback(json, function);
        json.WriteEndObject();
    }

    /// <summary>The bars before the first value of all outputs, and those that make it exact, with usual parameters.</summary>
    private static void WriteLookback(Utf8JsonWriter json, IndicatorFunction function)
    {
        double[] usual = [.. function.Parameters.Select(parameter => parameter.Usual)];
        if (function.Check(usual) is not null)
        {
            json.WriteNull("lookback");
            json.WriteNull("warmUp");
            return;
        }
        json.WriteNumber("lookback", Enumerable.Range(0, function.Outputs.Length).Max(output => function.FirstIndex(usual, output)));
        if (function.IsCumulative) json.WriteNull("warmUp");
        else json.WriteNumber("warmUp", function.WarmUp(usual));
    }

    private static void Write(Utf8JsonWriter json, Technic.Indicators.FunctionParameter parameter)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteString("kind", parameter.Kind.ToString().ToLowerInvariant());
        json.Number("usual", parameter.Usual);
        json.Number("least", parameter.Least);
        json.Number("most", parameter.Most);
        Write(json, "choices", parameter.Choices);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, NamedFormula formula, bool isOwn)
    {
        Begin(json, formula.Name, formula.Family, formula.Signature, formula.Meaning);
        json.WriteString("formula", formula.Text);
        json.WriteBoolean("own", isOwn);
        json.WriteStartArray("parameters");
        foreach (var parameter in formula.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.Number("usual", parameter.Usual);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string name, string family, string signature, string meaning)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("family", family);
        json.WriteString("signature", signature);
        json.WriteString("meaning", meaning);
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
