using System.Collections.Immutable;
using System.Text.Json;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Core.Watches;
using Technic.Web.Requests;
using Technic.Web.Scans;
using Technic.Web.Security;

namespace Technic.Web.Mcp;

/// <summary>The tools for watches.</summary>
internal static class WatchTools
{
    private const int UsualRows = 50, MaxRows = 1_000;

    private static ScanField OfName { get; } =
        ScanField.Own(ToolArguments.Name, FieldKind.Text, "The name of the watch: a-z, 0-9 and '-'.");

    private static ScanField OfLimit { get; } = ScanField.Own(
        ToolArguments.Limit, FieldKind.Integer,
        $"Number of symbols of each part of the report to return, 1 to {MaxRows} (default: {UsualRows}).") with
    {
        Minimum = 1, Maximum = MaxRows, Default = UsualRows,
    };

    public static ImmutableArray<ToolDescription> All { get; } =
    [
        new("watches", "Watches",
            "The scans that the user keeps to see after each session which symbols newly match, with the numbers of their last reports.",
            [], ToolAnswers.OfWatches, WatchesAsync),
        new("watch", "Report of a watch",
            "The last report of a watch: the symbols that entered and left since the session comparedWith, and those that match, the new "
            + "ones first.",
            [OfName, OfLimit], ToolAnswers.OfWatch, WatchAsync) { Required = [ToolArguments.Name] },
        new("set_watch", "Save a watch",
            "Save a scan as a watch, replacing one of its name. It needs a condition: a preset, where, or a filter.",
            [OfName, SavedFields.OfNote, .. SavedFields.OfScan], ToolAnswers.OfWatch, SetWatchAsync)
        {
            Required = [ToolArguments.Name], Role = ApiRole.Operate, Replaces = true,
        },
        new("check_watch", "Check a watch now",
            "Run the scan of a watch now, and return its report. If the scan fails, problem says why, and the report is an earlier one.",
            [OfName, OfLimit], ToolAnswers.OfWatch, CheckWatchAsync) { Required = [ToolArguments.Name], Role = ApiRole.Operate },
        new("delete_watch", "Delete a watch", "Delete a watch with its reports.", [OfName], ToolAnswers.OfDeleted, DeleteWatchAsync)
        {
            Required = [ToolArguments.Name], Role = ApiRole.Operate, Replaces = true,
        },
    ];

    private static async ValueTask<Action<Utf8JsonWriter>> WatchesAsync(ToolCall call)
    {
        call.Draft();
        var states = await call.Engine.GetWatches().GetWatchesAsync(call.Cancellation).ConfigureAwait(false);
        return json =>
        {
            json.WriteStartObject();
            json.WriteNumber("total", states.Count);
            json.WriteStartArray("watches");
            foreach (var state in states) WriteSummary(json, state);
            json.WriteEndArray();
            json.WriteEndObject();
        };
    }

    private static async ValueTask<Action<Utf8JsonWriter>> WatchAsync(ToolCall call)
    {
        call.Draft();
        var (name, limit, watches) = (call.Text(ToolArguments.Name), LimitOf(call), call.Engine.GetWatches());
        var state = await watches.FindWatchAsync(name, call.Cancellation).ConfigureAwait(false)
            ?? throw new ScanRequestException(await watches.UnknownWatchAsync(name, call.Cancellation).ConfigureAwait(false));
        return Report(state, limit);
    }

    private static async ValueTask<Action<Utf8JsonWriter>> SetWatchAsync(ToolCall call)
    {
        var scan = SavedScan.Read(call.ArgumentsWithout(ToolArguments.Name, SavedFields.Note)).WithNamed(call.Options.Formulas);
        var (name, note) = (call.Text(ToolArguments.Name), call.OptionalText(SavedFields.Note));
        var state = await call.Engine.GetWatches().SetWatchAsync(name, scan, note, call.Cancellation).ConfigureAwait(false);
        return Report(state, UsualRows);
    }

    private static async ValueTask<Action<Utf8JsonWriter>> CheckWatchAsync(ToolCall call)
    {
        call.Draft();
        var (name, limit) = (call.Text(ToolArguments.Name), LimitOf(call));
        var watches = call.Engine.GetWatches();
        using var permit = call.Service<Permits>().TakeScan();
        return Report(await watches.CheckWatchAsync(name, call.Cancellation).ConfigureAwait(false), limit);
    }

    private static async ValueTask<Action<Utf8JsonWriter>> DeleteWatchAsync(ToolCall call)
    {
        call.Draft();
        var (name, watches) = (call.Text(ToolArguments.Name), call.Engine.GetWatches());
        return await watches.DeleteWatchAsync(name, call.Cancellation).ConfigureAwait(false)
            ? json => ToolAnswers.WriteDeleted(json, name)
            : throw new ScanRequestException(await watches.UnknownWatchAsync(name, call.Cancellation).ConfigureAwait(false));
    }

    private static int LimitOf(ToolCall call) => call.Integer(ToolArguments.Limit, UsualRows, 1, MaxRows);

    /// <summary>The document of a watch with some symbols of each part of its report; of those that match, the new ones first.</summary>
    private static Action<Utf8JsonWriter> Report(WatchState state, int limit)
    {
        var document = WatchDocument.Of(state);
        if (document.Report is { } report)
        {
            var entered = report.Entered.ToHashSet();
            var newFirst = report.Matches.OrderByDescending(match => entered.Contains(match.Symbol.Text)).Take(limit);
            document = document with
            {
                Report = report with
                {
                    Matches = [.. newFirst], Entered = [.. report.Entered.Take(limit)], Left = [.. report.Left.Take(limit)],
                    Unknown = [.. report.Unknown.Take(limit)],
                },
            };
        }
        return json =>
        {
            json.WriteStartObject();
            WriteCounts(json, state.Report);
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
        json.WriteString("source", report?.Source);
        json.WriteString("data", report is null ? null : AuditJson.NameOf(report.Data));
        json.WriteNumber("stale", report?.Stale ?? 0);
        WriteCounts(json, report);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, WatchReport? report)
    {
        json.WriteNumber("matching", report?.Matches.Count ?? 0);
        json.WriteNumber("entered", report?.Entered.Count ?? 0);
        json.WriteNumber("left", report?.Left.Count ?? 0);
        json.WriteNumber("unknown", report?.Unknown.Count ?? 0);
    }
}
