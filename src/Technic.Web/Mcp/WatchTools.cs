using System.Collections.Immutable;
using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Core.Watches;
using Technic.Web.Requests;
using Technic.Web.Scans;
using Technic.Web.Security;

namespace Technic.Web.Mcp;

/// <summary>The tools for lists of symbols and watches.</summary>
internal static class WatchTools
{
    private const int UsualRows = 50, MaxRows = 20_000;
    private const string Name = "name";

    private static ScanField OfList => ScanField.Own(Name, FieldKind.Text, "The name of the list: a-z, 0-9 and '-'.");

    private static ScanField OfWatch => ScanField.Own(Name, FieldKind.Text, "The name of the watch: a-z, 0-9 and '-'.");

    private static ScanField OfLimit { get; } = ScanField.Own(
        ToolArguments.Limit, FieldKind.Integer, $"Number of matching symbols to return, 1 to {MaxRows} (default: {UsualRows}).");

    public static ImmutableArray<ToolDescription> All { get; } =
    [
        new("lists", "Lists of symbols",
            "The lists of symbols that the user keeps. scan and set_watch take their names in lists.",
            [], ListsAsync),
        new("set_list", "Save a list of symbols",
            "Save a list of symbols, replacing one of its name (symbols), or change it (add, remove).",
            [OfList, .. SavedFields.List, .. SavedFields.Change], SetListAsync) { Required = [Name], Role = ApiRole.Operate },
        new("delete_list", "Delete a list of symbols", "Delete a list of symbols.", [OfList], DeleteListAsync)
        {
            Required = [Name], Role = ApiRole.Operate, Deletes = true,
        },
        new("watches", "Watches",
            "The scans that the user keeps to see after each session which symbols newly match, with the numbers of their last reports.",
            [], WatchesAsync),
        new("watch", "Report of a watch",
            "The last report of a watch: the symbols that entered and left since the session comparedWith, and those that match.",
            [OfWatch, OfLimit], WatchAsync) { Required = [Name] },
        new("set_watch", "Save a watch",
            "Save a scan as a watch, replacing one of its name. It needs a condition: a preset, where, or a filter.",
            [OfWatch, SavedFields.OfNote, .. SavedFields.OfScan], SetWatchAsync) { Required = [Name], Role = ApiRole.Operate },
        new("check_watch", "Check a watch now",
            "Run the scan of a watch now, and return its report. If the scan fails, problem says why, and the report is an earlier one.",
            [OfWatch, OfLimit], CheckWatchAsync) { Required = [Name], Role = ApiRole.Operate },
        new("delete_watch", "Delete a watch", "Delete a watch with its report.", [OfWatch], DeleteWatchAsync)
        {
            Required = [Name], Role = ApiRole.Operate, Deletes = true,
        },
    ];

    private static async ValueTask<Action<Utf8JsonWriter>> ListsAsync(ToolCall call)
    {
        call.Draft();
        var lists = await call.Engine.GetWatches().GetListsAsync(call.Cancellation).ConfigureAwait(false);
        return json => JsonSerializer.Serialize(
            json, [.. lists.Select(SymbolListDocument.Of)], WatchDocuments.Default.IReadOnlyListSymbolListDocument);
    }

    private static async ValueTask<Action<Utf8JsonWriter>> SetListAsync(ToolCall call)
    {
        call.Draft();
        var (name, symbols) = (call.Text(Name), SymbolsIn(call, SavedFields.Symbols));
        var (added, removed) = (SymbolsIn(call, SavedFields.Add), SymbolsIn(call, SavedFields.Remove));
        if (symbols is not null == (added is not null || removed is not null))
            throw new ScanRequestException("Give either symbols, to replace the list, or add and remove, to change it.");
        var watches = call.Engine.GetWatches();
        var list = symbols is not null
            ? await watches.SetListAsync(name, symbols, call.OptionalText(SavedFields.Note), call.Cancellation).ConfigureAwait(false)
            : await watches.ChangeListAsync(name, added ?? [], removed ?? [], call.Cancellation).ConfigureAwait(false);
        return json => JsonSerializer.Serialize(json, SymbolListDocument.Of(list), WatchDocuments.Default.SymbolListDocument);
    }

    private static async ValueTask<Action<Utf8JsonWriter>> DeleteListAsync(ToolCall call)
    {
        call.Draft();
        var (name, watches) = (call.Text(Name), call.Engine.GetWatches());
        return await watches.DeleteListAsync(name, call.Cancellation).ConfigureAwait(false)
            ? Deleted(name)
            : throw new ScanRequestException(await watches.UnknownListAsync(name, call.Cancellation).ConfigureAwait(false));
    }

    private static async ValueTask<Action<Utf8JsonWriter>> WatchesAsync(ToolCall call)
    {
        call.Draft();
        var states = await call.Engine.GetWatches().GetWatchesAsync(call.Cancellation).ConfigureAwait(false);
        return json =>
        {
            json.WriteStartArray();
            foreach (var state in states) WriteSummary(json, state);
            json.WriteEndArray();
        };
    }

    private static async ValueTask<Action<Utf8JsonWriter>> WatchAsync(ToolCall call)
    {
        call.Draft();
        var (name, limit, watches) = (call.Text(Name), LimitOf(call), call.Engine.GetWatches());
        var state = await watches.FindWatchAsync(name, call.Cancellation).ConfigureAwait(false)
            ?? throw new ScanRequestException(await watches.UnknownWatchAsync(name, call.Cancellation).ConfigureAwait(false));
        return Report(state, limit);
    }

    private static async ValueTask<Action<Utf8JsonWriter>> SetWatchAsync(ToolCall call)
    {
        var scan = SavedScan.Read(call.ArgumentsWithout(Name, SavedFields.Note)).WithNamed(call.Options.Formulas);
        var state = await call.Engine.GetWatches()
            .SetWatchAsync(call.Text(Name), scan, call.OptionalText(SavedFields.Note), call.Cancellation).ConfigureAwait(false);
        return Report(state, UsualRows);
    }

    private static async ValueTask<Action<Utf8JsonWriter>> CheckWatchAsync(ToolCall call)
    {
        call.Draft();
        var (name, limit) = (call.Text(Name), LimitOf(call));
        var watches = call.Engine.GetWatches();
        using var permit = call.Service<Permits>().TakeScan();
        return Report(await watches.CheckWatchAsync(name, call.Cancellation).ConfigureAwait(false), limit);
    }

    private static async ValueTask<Action<Utf8JsonWriter>> DeleteWatchAsync(ToolCall call)
    {
        call.Draft();
        var (name, watches) = (call.Text(Name), call.Engine.GetWatches());
        return await watches.DeleteWatchAsync(name, call.Cancellation).ConfigureAwait(false)
            ? Deleted(name)
            : throw new ScanRequestException(await watches.UnknownWatchAsync(name, call.Cancellation).ConfigureAwait(false));
    }

    private static IReadOnlyList<Symbol>? SymbolsIn(ToolCall call, string name) =>
        call.OptionalTexts(name) is { } texts ? [.. texts.Select(ScanFields.SymbolOf)] : null;

    private static int LimitOf(ToolCall call) => call.Integer(ToolArguments.Limit, UsualRows, 1, MaxRows);

    /// <summary>The document of a watch with some of its matching symbols: those that are new first.</summary>
    private static Action<Utf8JsonWriter> Report(WatchState state, int limit)
    {
        var document = WatchDocument.Of(state);
        if (document.Report is { } report)
        {
            var entered = report.Entered.ToHashSet();
            var newFirst = report.Matches.OrderByDescending(match => entered.Contains(match.Symbol.Text)).Take(limit);
            document = document with { Report = report with { Matches = [.. newFirst] } };
        }
        return json =>
        {
            json.WriteStartObject();
            json.WriteNumber("matching", state.Report?.Matches.Count ?? 0);
            json.WriteNumber("returned", document.Report?.Matches.Count ?? 0);
            json.WritePropertyName("watch");
            JsonSerializer.Serialize(json, document, WatchDocuments.Default.WatchDocument);
            json.WriteEndObject();
        };
    }

    private static void WriteSummary(Utf8JsonWriter json, WatchState state)
    {
        var report = state.Report;
        json.WriteStartObject();
        json.WriteString("name", state.Watch.Name);
        json.WritePropertyName("scan");
        state.Watch.Scan.Write(json);
        json.WriteString("note", state.Watch.Note);
        json.WriteString("problem", state.Problem);
        json.WriteString("asOf", report?.AsOf.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("comparedWith", report?.ComparedWith?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteNumber("matching", report?.Matches.Count ?? 0);
        json.WriteNumber("entered", report?.Entered.Count ?? 0);
        json.WriteNumber("left", report?.Left.Count ?? 0);
        json.WriteNumber("unknown", report?.Unknown.Count ?? 0);
        json.WriteEndObject();
    }

    private static Action<Utf8JsonWriter> Deleted(string name) => json =>
    {
        json.WriteStartObject();
        json.WriteString("deleted", name);
        json.WriteEndObject();
    };
}
