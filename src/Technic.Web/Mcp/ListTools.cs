using System.Collections.Immutable;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Core.Universes;
using Technic.Web.Requests;
using Technic.Web.Scans;
using Technic.Web.Security;

namespace Technic.Web.Mcp;

/// <summary>The tools for lists of symbols.</summary>
internal static class ListTools
{
    private const int UsualSymbols = 50;
    private const string Meaning = "The name of the list: a-z, 0-9 and '-'";

    private static ScanField OfName { get; } = ScanField.Own(ToolArguments.Name, FieldKind.Text, $"{Meaning}.");

    private static ScanField OfLimit { get; } = ScanField.Own(
        ToolArguments.Limit, FieldKind.Integer,
        $"Number of symbols of each list to return, 1 to {SymbolList.MaxSymbols} (default: {UsualSymbols}).") with
    {
        Minimum = 1, Maximum = SymbolList.MaxSymbols, Default = UsualSymbols,
    };

    public static ImmutableArray<ToolDescription> All { get; } =
    [
        new("lists", "Lists of symbols",
            "The lists of symbols that the user keeps, or one of them. scan, study and set_watch take their names in lists.",
            [OfName with { Meaning = $"{Meaning} (default: all)." }, OfLimit], ToolAnswers.OfLists, ListsAsync),
        new("set_list", "Save a list of symbols",
            "Save a list of symbols, replacing one of its name (symbols), or change it (add, remove).",
            [OfName, .. SavedFields.List, .. SavedFields.Change], ToolAnswers.OfList, SetListAsync)
        {
            Required = [ToolArguments.Name], Role = ApiRole.Operate, Replaces = true,
        },
        new("delete_list", "Delete a list of symbols", "Delete a list of symbols.", [OfName], ToolAnswers.OfDeleted, DeleteListAsync)
        {
            Required = [ToolArguments.Name], Role = ApiRole.Operate, Replaces = true,
        },
    ];

    private static async ValueTask<Action<Utf8JsonWriter>> ListsAsync(ToolCall call)
    {
        call.Draft();
        var name = call.OptionalText(ToolArguments.Name);
        var limit = call.Integer(ToolArguments.Limit, UsualSymbols, 1, SymbolList.MaxSymbols);
        var watches = call.Engine.GetWatches();
        var lists = name is null
            ? await watches.GetListsAsync(call.Cancellation).ConfigureAwait(false)
            : [await watches.FindListAsync(name, call.Cancellation).ConfigureAwait(false)
                ?? throw new ScanRequestException(await watches.UnknownListAsync(name, call.Cancellation).ConfigureAwait(false))];
        return json =>
        {
            json.WriteStartObject();
            json.WriteNumber("total", lists.Count);
            json.WriteStartArray("lists");
            foreach (var list in lists) Write(json, list, limit);
            json.WriteEndArray();
            json.WriteEndObject();
        };
    }

    private static async ValueTask<Action<Utf8JsonWriter>> SetListAsync(ToolCall call)
    {
        call.Draft();
        var (name, symbols) = (call.Text(ToolArguments.Name), SymbolsIn(call, SavedFields.Symbols));
        var (added, removed) = (SymbolsIn(call, SavedFields.Add), SymbolsIn(call, SavedFields.Remove));
        if (symbols is not null == (added is not null || removed is not null))
            throw new ScanRequestException("Give either symbols, to replace the list, or add and remove, to change it.");
        if (symbols is null && call.OptionalText(SavedFields.Note) is not null)
            throw new ScanRequestException("note belongs to symbols: add and remove keep the remark of the list.");
        var watches = call.Engine.GetWatches();
        var list = symbols is not null
            ? await watches.SetListAsync(name, symbols, call.OptionalText(SavedFields.Note), call.Cancellation).ConfigureAwait(false)
            : await watches.ChangeListAsync(name, added ?? [], removed ?? [], call.Cancellation).ConfigureAwait(false);
        return json => Write(json, list, UsualSymbols);
    }

    private static async ValueTask<Action<Utf8JsonWriter>> DeleteListAsync(ToolCall call)
    {
        call.Draft();
        var (name, watches) = (call.Text(ToolArguments.Name), call.Engine.GetWatches());
        return await watches.DeleteListAsync(name, call.Cancellation).ConfigureAwait(false)
            ? json => ToolAnswers.WriteDeleted(json, name)
            : throw new ScanRequestException(await watches.UnknownListAsync(name, call.Cancellation).ConfigureAwait(false));
    }

    private static IReadOnlyList<Symbol>? SymbolsIn(ToolCall call, string name) =>
        call.OptionalTexts(name) is { } texts ? [.. texts.Select(ScanFields.SymbolOf)] : null;

    private static void Write(Utf8JsonWriter json, SymbolList list, int limit)
    {
        json.WriteStartObject();
        json.WriteString("name", list.Name);
        json.WriteString("note", list.Note);
        json.WriteString("updatedAt", list.UpdatedAt.UtcDateTime);
        json.WriteNumber("count", list.Symbols.Count);
        json.WriteNumber("returned", Math.Min(limit, list.Symbols.Count));
        json.WriteStartArray("symbols");
        foreach (var symbol in list.Symbols.Take(limit)) json.WriteStringValue(symbol.Text);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
