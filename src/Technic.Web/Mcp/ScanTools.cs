using System.Collections.Immutable;
using System.Text.Json;
using Technic.Core.Archive;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Wire;

namespace Technic.Web.Mcp;

/// <summary>The tools for the market and for one symbol.</summary>
internal static class ScanTools
{
    private const int UsualRows = 20, MaxRows = 500, MaxFailures = 10, UsualBars = 60, MaxBars = 2_000;

    // Enough to choose from; everything about one symbol is in the tool explain.
    private static readonly ImmutableArray<ScanColumn> RowColumns =
    [
        .. ((string[])
        [
            "rank", "symbol", "name", "type", "sector", "asOf", "stale", "age", "bars", "close", "volume", "rating", "signal", "rsi14",
            "atrPercent", "relativeStrength", "dollarVolume20", "entry", "stop", "target", "shares",
        ]).Select(name => ScanColumns.TryFind(name, out var column) ? column : throw new InvalidOperationException($"No column {name}.")),
    ];

    private static ScanField OfTop { get; } = ScanFields.All.First(field => field.Name == ToolArguments.Top) with
    {
        Meaning = $"Number of rows to return, 1 to {MaxRows}.", Minimum = 1, Maximum = MaxRows,
    };

    private static ScanField OfBars { get; } = ScanField.Own(
        ToolArguments.Bars, FieldKind.Integer, $"Number of bars to return, 1 to {MaxBars} (default: {UsualBars}).") with
    {
        Minimum = 1, Maximum = MaxBars, Default = UsualBars,
    };

    public static ImmutableArray<ToolDescription> All { get; } =
    [
        new("scan", "Scan the market",
            "Rank symbols by rating or by a formula, with conditions (where), own columns (NAME: FORMULA), filters and trade plans. "
            + $"Without symbols and lists: the whole market. {UsualRows} rows if top is not given, and the counts of filtered and failed "
            + "symbols.",
            [.. ToolArguments.Scan.Select(field => field.Name == ToolArguments.Top ? OfTop : field)],
            ToolAnswers.OfScan(RowColumns), ScanAsync)
        {
            Defaults = new ScanRequest { Top = UsualRows },
        },
        new("explain", "Explain a rating",
            "The row of one symbol with all indicators, every rule of its rating with its points, and its trade plan.",
            [ToolArguments.OfSymbol, .. RequestedRow.Fields], ToolAnswers.OfExplanation, ExplainAsync)
        {
            Required = [ToolArguments.Symbol],
        },
        new("history", "Price history",
            $"The last bars of one symbol, oldest first ({UsualBars} if bars is not given), and how many there are in the window.",
            [ToolArguments.OfSymbol, .. ScanFields.History, OfBars], ToolAnswers.OfHistory, HistoryAsync)
        {
            Required = [ToolArguments.Symbol],
        },
    ];

    private static async ValueTask<Action<Utf8JsonWriter>> ScanAsync(ToolCall call)
    {
        var draft = call.Draft(new ScanDraft { Request = new ScanRequest { Top = UsualRows } });
        var request = RequestedScan.Of(draft, call.Options, call.Today).Scan with { StreamRows = false };
        // A preset may say more; a model that wants all rows has no place for them.
        call.Integer(ToolArguments.Top, UsualRows, 1, MaxRows);
        if (request.Top is 0 or > MaxRows) request = request with { Top = MaxRows };
        using var permit = call.Service<Permits>().TakeScan();
        var result = await call.Engine.ScanToEndAsync(request, call.Cancellation).ConfigureAwait(false);
        var advice = WindowAdvice.For(request, result.Summary.Days, result.Summary.AsOf);
        return json =>
        {
            json.WriteStartObject();
            json.WriteNumber("returned", result.Rows.Count);
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
        var clock = call.Service<MarketClock>();
        var rated = await call.Engine.GetRatedHistoryAsync(key, request.Adjust, clock, call.Cancellation).ConfigureAwait(false);
        var history = await BarsOfAsync(call, key, rated.Lookup).ConfigureAwait(false);
        var row = rated.RowFor(request.Risk, call.Options.MethodsOrBuiltIn);
        return json =>
        {
            json.WriteStartObject();
            WriteOrigin(json, history, rated.Lookup, clock);
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
            WriteOrigin(json, history, lookup, call.Service<MarketClock>());
            json.WriteNumber("returned", last.Count);
            json.WritePropertyName("history");
            HistoryReport.WriteJson(json, history with { Bars = last }, lookup, request.Adjust);
            json.WriteEndObject();
        };
    }

    /// <summary>The history of a lookup.</summary>
    /// <exception cref="ScanFailedException">It failed, or has no bars; the message suggests another symbol.</exception>
    private static async ValueTask<PriceHistory> BarsOfAsync(ToolCall call, PriceHistoryKey key, HistoryLookup lookup) =>
        await HistoryProblem.OfAsync(key, lookup, call.Engine, call.Cancellation).ConfigureAwait(false) is { } problem
            ? throw new ScanFailedException(problem.Detail)
            : lookup.History!;

    private static void WriteOrigin(Utf8JsonWriter json, PriceHistory history, HistoryLookup lookup, MarketClock clock)
    {
        json.WriteString("asOf", history.AsOf?.ToString());
        json.WriteString("source", history.Source);
        json.WriteString("data", AuditJson.NameOf(IsSettled(history, clock) ? DayState.Final : DayState.Preliminary));
        json.WriteBoolean("stale", lookup.IsStale);
        json.WriteString("problem", lookup.Problem);
        json.WriteNumber("bars", history.Bars.Count);
    }

    /// <summary>Whether the last bar was fetched when its session was final.</summary>
    private static bool IsSettled(PriceHistory history, MarketClock clock) =>
        history is { Key.Frequency: Frequency.Daily, AsOf: { } last } && history.FetchedAt >= clock.SettledAt(last.Date);
}
