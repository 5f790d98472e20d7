using System.Collections.Immutable;
using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Formulas.Guide;
using Technic.Core.Formulas.Library;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Web.Requests;
using Technic.Web.Wire;

namespace Technic.Web.Mcp;

/// <summary>The tools for what a call can name: formulas, columns, presets and symbols.</summary>
internal static class ReferenceTools
{
    private const int UsualSymbols = 50, MaxSymbols = 500;

    public static ImmutableArray<ToolDescription> All { get; } =
    [
        new("check_formula", "Check a formula",
            "The type of a formula and the bars that it needs; or the position and reason of its error, with suggestions.",
            RequestedFormula.Fields, ToolAnswers.OfFormulaCheck, CheckFormula) { Required = [ToolArguments.Formula] },
        new("formulas", "Functions of formulas",
            "The functions and named formulas that a formula can contain, with signature and meaning.",
            [ScanField.Own(ToolArguments.Search, FieldKind.Text, "Text in the name, family or meaning (default: all).")],
            ToolAnswers.OfFormulas, Formulas),
        new("columns", "Columns of a row", "The columns of a row, which formulas can use, with unit and meaning.", [],
            ToolAnswers.OfColumns, Columns),
        new("presets", "Presets", "The built-in scans, with their settings.", [], ToolAnswers.OfPresets, PresetList),
        new("symbols", "Symbols of the source",
            "The symbols of the price source with name, exchange, type, sector and industry.",
            [
                ScanField.Own(ToolArguments.Search, FieldKind.Text, "Text in the ticker or name (default: all)."),
                ScanField.Own(
                    ToolArguments.Limit, FieldKind.Integer,
                    $"Number of symbols to return, 1 to {MaxSymbols} (default: {UsualSymbols}).") with
                {
                    Minimum = 1, Maximum = MaxSymbols, Default = UsualSymbols,
                },
            ],
            ToolAnswers.OfSymbols, SymbolsAsync),
    ];

    private static ValueTask<Action<Utf8JsonWriter>> CheckFormula(ToolCall call)
    {
        var draft = call.Draft();
        call.Text(ToolArguments.Formula);
        var requested = RequestedFormula.Of(draft, call.Options);
        var check = FormulaCheck.Of(requested.Formula, requested.Vocabulary, requested.Frequency);
        return ValueTask.FromResult<Action<Utf8JsonWriter>>(json => JsonSerializer.Serialize(
            json, FormulaCheckDocument.Of(check, requested.Formula.Text), WireContext.Default.FormulaCheckDocument));
    }

    private static ValueTask<Action<Utf8JsonWriter>> Formulas(ToolCall call)
    {
        call.Draft();
        var search = call.OptionalText(ToolArguments.Search);
        var all = FormulaGuide.Of(FormulaLibrary.BuiltIn.With(call.Options.Formulas), call.Options.MethodsOrBuiltIn.Functions).All;
        var found = all.Where(entry => Contains(search, [entry.Name, entry.Family, entry.Meaning, .. entry.Aliases])).ToArray();
        return ValueTask.FromResult<Action<Utf8JsonWriter>>(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("total", all.Count);
            json.WriteNumber("found", found.Length);
            json.WriteStartArray("functions");
            foreach (var entry in found)
            {
                json.WriteStartObject();
                json.WriteString("signature", entry.Signature);
                json.WriteString("family", entry.Family);
                json.WriteString("meaning", entry.Meaning);
                if (search is not null && entry.Formula.Length > 0) json.WriteString("formula", entry.Formula);
                if (entry.Outputs.Count > 0) json.WriteString("outputs", string.Join("; ", entry.Outputs));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static ValueTask<Action<Utf8JsonWriter>> Columns(ToolCall call)
    {
        call.Draft();
        return ValueTask.FromResult<Action<Utf8JsonWriter>>(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("total", ColumnDocument.All.Count);
            json.WritePropertyName("columns");
            ColumnReport.WriteJson(json);
            json.WriteEndObject();
        });
    }

    private static ValueTask<Action<Utf8JsonWriter>> PresetList(ToolCall call)
    {
        call.Draft();
        return ValueTask.FromResult<Action<Utf8JsonWriter>>(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("total", Presets.BuiltIn.All.Count);
            json.WritePropertyName("presets");
            PresetReport.WriteJson(json, Presets.BuiltIn);
            json.WriteEndObject();
        });
    }

    private static async ValueTask<Action<Utf8JsonWriter>> SymbolsAsync(ToolCall call)
    {
        call.Draft();
        var (search, limit) = (call.OptionalText(ToolArguments.Search), call.Integer(ToolArguments.Limit, UsualSymbols, 1, MaxSymbols));
        if (call.Engine is not IMarketReference market) throw new ScanRequestException("This engine does not provide a list of symbols.");
        var all = await market.GetListingsAsync(call.Cancellation).ConfigureAwait(false);
        var found = all.Where(listing => Contains(search, listing.Symbol.Text, listing.Name ?? "")).ToArray();
        var source = await call.SourceAsync().ConfigureAwait(false);
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("source", source);
            json.WriteNumber("total", all.Count);
            json.WriteNumber("found", found.Length);
            json.WriteNumber("returned", Math.Min(limit, found.Length));
            ListingJson.WriteAll(json, "symbols", [.. found.Take(limit)]);
            json.WriteEndObject();
        };
    }

    private static bool Contains(string? search, params ReadOnlySpan<string> texts)
    {
        if (search is null) return true;
        foreach (var text in texts)
        {
            if (text.Contains(search, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}
