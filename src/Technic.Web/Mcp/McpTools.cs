using System.Collections.Immutable;
using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Formulas.Guide;
using Technic.Core.Formulas.Library;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Core.Studies;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Scans;
using Technic.Web.Wire;

namespace Technic.Web.Mcp;

/// <summary>The tools of the MCP server.</summary>
internal static class McpTools
{
    private const int UsualRows = 20, MaxFailures = 10, UsualBars = 60, MaxBars = 2_000, UsualWait = 20, MaxWait = 60;
    private const int UsualSymbols = 50, MaxSymbols = 1_000;
    private const string NoStudies = "The engine of this server has no studies; use a server that runs its engine in its own process.";

    // Enough to choose from; everything about one symbol is in the tool explain.
    private static readonly ImmutableArray<ScanColumn> RowColumns =
    [
        .. ((string[])
        [
            "rank", "symbol", "name", "type", "sector", "asOf", "stale", "age", "bars", "close", "volume", "rating", "signal", "rsi14",
            "atrPercent", "relativeStrength", "dollarVolume20", "entry", "stop", "target", "shares",
        ]).Select(name => ScanColumns.TryFind(name, out var column) ? column : throw new InvalidOperationException($"No column {name}.")),
    ];

    /// <summary>What a model should know before it calls a tool.</summary>
    public const string Instructions =
        "Technic scans the US stock market for technical setups, from daily bars. Prices are adjusted for splits. Begin with scan; explain "
        + "shows why a symbol has its rating; study shows what followed a condition in the past; watches show which symbols newly meet "
        + "one. Conditions and columns are written in one "
        + "formula language: call check_formula before a long one, and formulas and columns for what exists. An answer names the day of "
        + "its data (asOf), its source, and whether data is stale or preliminary: include that in a report. An error names the possible "
        + "values: repair the call and try again. Results are statistics of the past, not advice.";

    public static ImmutableArray<ToolDescription> All { get; } =
    [
        new("scan", "Scan the market",
            "Rank symbols by rating or by a formula, with conditions (where), own columns (NAME: FORMULA), filters and trade plans. "
            + $"Without symbols: the whole market. {UsualRows} rows if top is not given, and counts of filtered and failed symbols.",
            ToolArguments.Scan, ScanAsync),
        new("explain", "Explain a rating",
            "The row of one symbol with all indicators, every rule of its rating with its points, and its trade plan.",
            [ToolArguments.OfSymbol, .. RequestedRow.Fields], ExplainAsync) { Required = [ToolArguments.Symbol] },
        new("history", "Price history",
            $"The last bars of one symbol, oldest first ({UsualBars} if bars is not given), and how many there are in the window.",
            [
                ToolArguments.OfSymbol, .. ScanFields.History,
                ScanField.Own(
                    ToolArguments.Bars, FieldKind.Integer, $"Number of bars to return, 1 to {MaxBars} (default: {UsualBars})."),
            ],
            HistoryAsync) { Required = [ToolArguments.Symbol] },
        new("study", "Study a condition",
            "Start a study: what followed a condition (where) on all days of the past, compared with the market. Waits for the result for "
            + "a while; if it takes longer, returns the id for study_result.",
            [.. StudyFields.All, OfWait], StartStudyAsync) { IsReadOnly = false },
        new("study_result", "Result of a study",
            "The status of a study and, when it has completed, its result.",
            [ScanField.Own(ToolArguments.Id, FieldKind.Text, "The id of the study."), OfWait], StudyResultAsync)
        {
            Required = [ToolArguments.Id],
        },
        new("check_formula", "Check a formula",
            "The type of a formula and the bars that it needs; or the position and reason of its error, with suggestions.",
            RequestedFormula.Fields, CheckFormula) { Required = ["formula"] },
        new("formulas", "Functions of formulas",
            "The functions and named formulas that a formula can contain, with signature and meaning.",
            [ScanField.Own(ToolArguments.Search, FieldKind.Text, "Text in the name, family or meaning (default: all).")], Formulas),
        new("columns", "Columns of a row", "The columns of a row, which formulas can use, with unit and meaning.", [], Columns),
        new("presets", "Presets", "The built-in scans, with their settings.", [], PresetList),
        new("symbols", "Symbols of the source",
            "The symbols of the price source with name, exchange, type, sector and industry.",
            [
                ScanField.Own(ToolArguments.Search, FieldKind.Text, "Text in the ticker or name (default: all)."),
                ScanField.Own(
                    ToolArguments.Limit, FieldKind.Integer, $"Number of symbols to return, 1 to {MaxSymbols} (default: {UsualSymbols})."),
            ],
            SymbolsAsync),
        .. WatchTools.All,
    ];

    private static ScanField OfWait => ScanField.Own(
        ToolArguments.Wait, FieldKind.Integer, $"Seconds to wait for the result, 0 to {MaxWait} (default: {UsualWait}).");

    private static async ValueTask<Action<Utf8JsonWriter>> ScanAsync(ToolCall call)
    {
        var draft = call.Draft(new ScanDraft { Request = new ScanRequest { Top = UsualRows } });
        var request = RequestedScan.Of(draft, call.Options, call.Today).Scan with { StreamRows = false };
        using var permit = call.Service<Permits>().TakeScan();
        var result = await call.Engine.ScanToEndAsync(request, call.Cancellation).ConfigureAwait(false);
        var advice = WindowAdvice.For(request, result.Summary.Days, result.Summary.AsOf);
        return json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("summary");
            ScanJson.WriteSummary(json, result.Summary);
            json.WriteString("advice", advice);
            json.WritePropertyName("regime");
            ScanJson.WriteRegime(json, result.Regime);
            json.WriteStartObject("filtered");
            foreach (var (rule, count) in result.Filtered) json.WriteNumber(rule, count);
            json.WriteEndObject();
            json.WriteStartArray("failures");
            foreach (var failure in result.Failures.Take(MaxFailures)) json.WriteStringValue($"{failure.Symbol}: {failure.Reason}");
            json.WriteEndArray();
            json.WriteStartArray("rows");
            foreach (var row in result.Rows) ScanJson.WriteRow(json, row, RowColumns, explained: false);
            json.WriteEndArray();
            json.WriteEndObject();
        };
    }

    private static async ValueTask<Action<Utf8JsonWriter>> ExplainAsync(ToolCall call)
    {
        var request = call.Draft().Build();
        request.Validate(call.Today);
        var key = request.KeyOf(call.Symbol);
        var rated = await call.Engine.GetRatedHistoryAsync(key, request.Adjust, call.Service<MarketClock>(), call.Cancellation)
            .ConfigureAwait(false);
        var history = await BarsOfAsync(call, key, rated.Lookup).ConfigureAwait(false);
        var row = rated.RowFor(request.Risk, call.Options.MethodsOrBuiltIn);
        return json =>
        {
            json.WriteStartObject();
            WriteOrigin(json, history, rated.Lookup);
            json.WriteNumber("age", rated.Age);
            json.WritePropertyName("analysis");
            ExplainedRowJson.Write(json, row.Row, row.Plan, rated.Lookup);
            json.WriteEndObject();
        };
    }

    private static async ValueTask<Action<Utf8JsonWriter>> HistoryAsync(ToolCall call)
    {
        var request = call.Draft().Build();
        request.Validate(call.Today);
        var number = call.Integer(ToolArguments.Bars, UsualBars, 1, MaxBars);
        var key = request.KeyOf(call.Symbol);
        var lookup = await call.Engine.GetHistoryAsync(key, request.Adjust, call.Cancellation).ConfigureAwait(false);
        var history = await BarsOfAsync(call, key, lookup).ConfigureAwait(false);
        var last = history.Bars.Slice(Math.Max(0, history.Bars.Count - number), Math.Min(number, history.Bars.Count));
        return json =>
        {
            json.WriteStartObject();
            WriteOrigin(json, history, lookup);
            json.WriteNumber("returned", last.Count);
            json.WritePropertyName("history");
            HistoryReport.WriteJson(json, history with { Bars = last }, lookup, request.Adjust);
            json.WriteEndObject();
        };
    }

    private static async ValueTask<Action<Utf8JsonWriter>> StartStudyAsync(ToolCall call)
    {
        var study = RequestedStudy.Of(call.Draft(new ScanDraft { Request = StudyRequest.EveryRow }), call.Options, call.Today).Study;
        var wait = WaitOf(call);
        var jobs = call.Service<StudyJobs>();
        if (!jobs.IsPossible) throw new ScanRequestException(NoStudies);
        var started = await jobs.StartAsync(study, call.Caller, call.Cancellation).ConfigureAwait(false);
        return await AfterAsync(call, started, wait).ConfigureAwait(false);
    }

    private static async ValueTask<Action<Utf8JsonWriter>> StudyResultAsync(ToolCall call)
    {
        call.Draft();
        var wait = WaitOf(call);
        var jobs = call.Service<StudyJobs>();
        var study = await jobs.FindAsync(call.Text(ToolArguments.Id), call.Caller, call.Cancellation).ConfigureAwait(false)
            ?? throw new ScanRequestException("Unknown or expired study. Start it again with the tool study.");
        return await AfterAsync(call, study, wait).ConfigureAwait(false);
    }

    private static TimeSpan WaitOf(ToolCall call) => TimeSpan.FromSeconds(call.Integer(ToolArguments.Wait, UsualWait, 0, MaxWait));

    /// <summary>The answer about a study when it has ended, or after a time.</summary>
    private static async ValueTask<Action<Utf8JsonWriter>> AfterAsync(ToolCall call, KeptStudy study, TimeSpan wait)
    {
        var (time, jobs) = (call.Service<TimeProvider>(), call.Service<StudyJobs>());
        var end = time.GetUtcNow() + wait;
        while (study.State == ScanState.Running && time.GetUtcNow() is var now && now < end)
        {
            study = await jobs.WaitAsync(study, end - now, call.Cancellation).ConfigureAwait(false)
                ?? throw new ScanRequestException("The study was deleted.");
        }
        var source = call.Engine is IEngineStatusSource engine
            ? (await engine.GetStatusAsync(call.Cancellation).ConfigureAwait(false)).Source : null;
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("source", source);
            json.WriteString("next", study.State == ScanState.Running ? $"Call study_result with id {study.Id}." : null);
            json.WritePropertyName("status");
            JsonSerializer.Serialize(json, StudyStatus.Of(study), WireContext.Default.StudyStatus);
            json.WriteEndObject();
        };
    }

    private static ValueTask<Action<Utf8JsonWriter>> CheckFormula(ToolCall call)
    {
        var requested = RequestedFormula.Of(call.Draft(), call.Options);
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
        return ValueTask.FromResult<Action<Utf8JsonWriter>>(ColumnReport.WriteJson);
    }

    private static ValueTask<Action<Utf8JsonWriter>> PresetList(ToolCall call)
    {
        call.Draft();
        return ValueTask.FromResult<Action<Utf8JsonWriter>>(json => PresetReport.WriteJson(json, Presets.BuiltIn));
    }

    private static async ValueTask<Action<Utf8JsonWriter>> SymbolsAsync(ToolCall call)
    {
        call.Draft();
        var (search, limit) = (call.OptionalText(ToolArguments.Search), call.Integer(ToolArguments.Limit, UsualSymbols, 1, MaxSymbols));
        if (call.Engine is not IMarketReference market) throw new ScanRequestException("This engine does not provide a list of symbols.");
        var all = await market.GetListingsAsync(call.Cancellation).ConfigureAwait(false);
        var found = all.Where(listing => Contains(search, listing.Symbol.Text, listing.Name ?? "")).ToArray();
        return json =>
        {
            json.WriteStartObject();
            json.WriteNumber("total", all.Count);
            json.WriteNumber("found", found.Length);
            json.WriteNumber("returned", Math.Min(limit, found.Length));
            ListingJson.WriteAll(json, "symbols", [.. found.Take(limit)]);
            json.WriteEndObject();
        };
    }

    /// <summary>The history of a lookup.</summary>
    /// <exception cref="ScanFailedException">It failed, or has no bars; the message suggests another symbol.</exception>
    private static async ValueTask<PriceHistory> BarsOfAsync(ToolCall call, PriceHistoryKey key, HistoryLookup lookup) =>
        await HistoryProblem.OfAsync(key, lookup, call.Engine, call.Cancellation).ConfigureAwait(false) is { } problem
            ? throw new ScanFailedException(problem.Detail)
            : lookup.History!;

    private static void WriteOrigin(Utf8JsonWriter json, PriceHistory history, HistoryLookup lookup)
    {
        json.WriteString("asOf", history.AsOf?.ToString());
        json.WriteString("source", history.Source);
        json.WriteBoolean("stale", lookup.IsStale);
        json.WriteString("problem", lookup.Problem);
        json.WriteNumber("bars", history.Bars.Count);
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
