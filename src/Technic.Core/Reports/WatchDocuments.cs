using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Universes;
using Technic.Core.Watches;

namespace Technic.Core.Reports;

/// <summary>A list of symbols.</summary>
/// <param name="Name">The name.</param>
/// <param name="Symbols">The symbols in the order of the user.</param>
/// <param name="Note">A remark of the user.</param>
/// <param name="UpdatedAt">Time of the last change in UTC.</param>
public sealed record SymbolListDocument(string Name, IReadOnlyList<string> Symbols, string? Note, DateTime UpdatedAt)
{
    /// <summary>The document of a list.</summary>
    public static SymbolListDocument Of(SymbolList list) =>
        new(list.Name, [.. list.Symbols.Select(symbol => symbol.Text)], list.Note, list.UpdatedAt.UtcDateTime);

    /// <summary>The list of the document.</summary>
    /// <exception cref="FormatException">A symbol is invalid.</exception>
    public SymbolList ToList() => new(Name, [.. Symbols.Select(Symbol.Parse)], Note, UpdatedAt);
}

/// <summary>A watch with the report of its last check.</summary>
/// <param name="Name">The name.</param>
/// <param name="Scan">The scan: a preset and explicit fields.</param>
/// <param name="Note">A remark of the user.</param>
/// <param name="UpdatedAt">Time of the last change of the watch in UTC.</param>
/// <param name="AttemptedAt">Time of the last check in UTC, with or without a report; <c>null</c> before the first one.</param>
/// <param name="Problem">Why the last check has no report of its own; the report is then that of an earlier check.</param>
/// <param name="Report">The last report; <c>null</c> before the first check that succeeded.</param>
public sealed record WatchDocument(
    string Name, JsonElement Scan, string? Note, DateTime UpdatedAt, DateTime? AttemptedAt, string? Problem, WatchReportDocument? Report)
{
    /// <summary>The document of a watch.</summary>
    public static WatchDocument Of(WatchState state) => new(
        state.Watch.Name, JsonElement.Parse(state.Watch.Scan.Json), state.Watch.Note, state.Watch.UpdatedAt.UtcDateTime,
        state.Progress.AttemptedAt?.UtcDateTime, state.Problem, state.Report is { } report ? WatchReportDocument.Of(report) : null);

    /// <summary>The watch of the document.</summary>
    /// <exception cref="FormatException">A symbol or a word is invalid.</exception>
    /// <exception cref="Scans.ScanRequestException">The scan is invalid.</exception>
    public WatchState ToState() => new(
        new Watch(Name, SavedScan.Read(Encoding.UTF8.GetBytes(Scan.GetRawText())), Note, UpdatedAt),
        WatchProgress.None with { AttemptedAt = AttemptedAt, Problem = Problem, Report = Report?.ToReport() });
}

/// <summary>The report of a watch's check.</summary>
/// <param name="AsOf">The session of the data (New York date).</param>
/// <param name="CheckedAt">Time of the check in UTC.</param>
/// <param name="ComparedWith">The session of the earlier check; <c>null</c> for the first check, which has no news.</param>
/// <param name="Source">The price source.</param>
/// <param name="Data">The reliability of the bars of the session: final, preliminary or suspect.</param>
/// <param name="Requested">The number of symbols of the scan.</param>
/// <param name="Ranked">Symbols that passed every filter.</param>
/// <param name="Filtered">Symbols that a rule excluded.</param>
/// <param name="Failed">Symbols without prices.</param>
/// <param name="Stale">Rows from an old copy, because the provider failed.</param>
/// <param name="Entered">Symbols that match now, and did not at the earlier check.</param>
/// <param name="Left">Symbols that matched at the earlier check, and do not any more.</param>
/// <param name="Unknown">Symbols that matched at the earlier check, and could not be checked.</param>
/// <param name="Matches">The symbols that match, in the order of the scan.</param>
public sealed record WatchReportDocument(
    DateOnly AsOf, DateTime CheckedAt, DateOnly? ComparedWith, string Source, string Data, int Requested, int Ranked, int Filtered,
    int Failed, int Stale, IReadOnlyList<string> Entered, IReadOnlyList<MissedMatch> Left, IReadOnlyList<MissedMatch> Unknown,
    IReadOnlyList<WatchMatch> Matches)
{
    internal static WatchReportDocument Of(WatchReport report) => new(
        report.AsOf, report.CheckedAt.UtcDateTime, report.ComparedWith, report.Source, AuditJson.NameOf(report.Data), report.Requested,
        report.Ranked, report.Filtered, report.Failed, report.Stale, [.. report.Entered.Select(symbol => symbol.Text)], report.Left,
        report.Unknown, report.Matches);

    internal WatchReport ToReport() => new()
    {
        AsOf = AsOf,
        CheckedAt = CheckedAt,
        ComparedWith = ComparedWith,
        Source = Source,
        Data = Enum.TryParse<DayState>(Data, ignoreCase: true, out var state)
            ? state : throw new FormatException($"Unknown state '{Data}'."),
        Requested = Requested,
        Ranked = Ranked,
        Filtered = Filtered,
        Failed = Failed,
        Stale = Stale,
        Entered = [.. Entered.Select(Symbol.Parse)],
        Left = Left,
        Unknown = Unknown,
        Matches = Matches,
    };
}

/// <summary>The JSON of lists and watches.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SymbolListDocument))]
[JsonSerializable(typeof(IReadOnlyList<SymbolListDocument>))]
[JsonSerializable(typeof(WatchDocument))]
[JsonSerializable(typeof(IReadOnlyList<WatchDocument>))]
public sealed partial class WatchDocuments : JsonSerializerContext;
