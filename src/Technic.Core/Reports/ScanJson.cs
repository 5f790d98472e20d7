using System.Text.Json;
using Technic.Core.Formulas;
using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Reports;

/// <summary>
/// A scan as JSON: <c>{"runs":[{"summary","statistics","regime","filtered","failures","jumps","rows"}],"speedup"}</c>. A row has all
/// columns of <see cref="ScanColumns"/>.
/// </summary>
public static class ScanJson
{
    /// <summary>Writes all runs, and the speedup of the last run relative to the first.</summary>
    public static void Write(Utf8JsonWriter json, ScanReport report) => Write(json, report, WriteRow);

    /// <summary>Writes all runs, with a custom format of rows.</summary>
    public static void Write(Utf8JsonWriter json, ScanReport report, Action<Utf8JsonWriter, RankedRow> writeRow)
    {
        json.WriteStartObject();
        json.WriteStartArray("runs");
        foreach (var run in report.Runs) WriteRun(json, run, writeRow);
        json.WriteEndArray();
        json.Number("speedup", report.Speedup);
        json.WriteEndObject();
    }

    /// <summary>Writes one run as an object.</summary>
    public static void WriteRun(Utf8JsonWriter json, MeasuredScan run) => WriteRun(json, run, WriteRow);

    /// <summary>Writes one run as an object, with a custom format of rows.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="run">The run.</param>
    /// <param name="writeRow">Writes a row.</param>
    /// <param name="writeMore">Writes further properties of the run, before the others.</param>
    public static void WriteRun(
        Utf8JsonWriter json, MeasuredScan run, Action<Utf8JsonWriter, RankedRow> writeRow, Action<Utf8JsonWriter>? writeMore = null)
    {
        json.WriteStartObject();
        writeMore?.Invoke(json);
        WriteResult(json, run.Result, writeRow, run.Statistics);
        json.WriteEndObject();
    }

    /// <summary>Writes the properties of a result, and its rows in a way of the caller's.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="result">The result.</param>
    /// <param name="writeRow">Writes a row.</param>
    /// <param name="statistics">The cache's statistics after it; <c>null</c> to leave them out.</param>
    public static void WriteResult(
        Utf8JsonWriter json, ScanResult result, Action<Utf8JsonWriter, RankedRow> writeRow, CacheStatistics? statistics = null)
    {
        json.WritePropertyName("summary");
        WriteSummary(json, result.Summary);
        if (statistics is not null)
        {
            json.WritePropertyName("statistics");
            WriteStatistics(json, statistics);
        }
        json.WritePropertyName("regime");
        WriteRegime(json, result.Regime);
        json.WritePropertyName("filtered");
        JsonSerializer.Serialize(json, result.Filtered, ReportContext.Default.IReadOnlyDictionaryStringInt32);
        json.WritePropertyName("failures");
        JsonSerializer.Serialize(json, result.Failures, ReportContext.Default.IReadOnlyListSymbolFailure);

        json.WriteStartArray("jumps");
        foreach (var (symbol, jump) in result.Jumps)
        {
            json.WriteStartObject();
            json.WriteString("symbol", symbol.Text);
            WriteJump(json, jump);
            json.WriteEndObject();
        }
        json.WriteEndArray();

        json.WriteStartArray("rows");
        foreach (var row in result.Rows) writeRow(json, row);
        json.WriteEndArray();
    }

    /// <summary>
    /// Writes the properties of a price jump: <c>at</c>, the bar after it, <c>ratio</c>, its open divided by the previous close, and
    /// <c>bars</c>, the number of bars since.
    /// </summary>
    public static void WriteJump(Utf8JsonWriter json, PriceJump jump)
    {
        json.WriteString("at", jump.At.ToString());
        json.WriteNumber("ratio", jump.Ratio);
        json.WriteNumber("bars", jump.Bars);
    }

    /// <summary>Writes the plan of provider requests; <c>waitMs</c>, in milliseconds, is <c>null</c> without a quota.</summary>
    public static void WritePlan(Utf8JsonWriter json, LoadPlan plan)
    {
        json.WriteStartObject();
        json.WriteNumber("symbols", plan.Symbols);
        json.WriteNumber("requests", plan.Requests);
        json.WriteNumber("days", plan.Days);
        if (plan.FirstDay is { } first) json.Date("firstDay", first);
        if (plan.LastDay is { } last) json.Date("lastDay", last);
        json.WriteNumber("splitRequests", plan.SplitRequests);
        json.WriteNumber("singles", plan.Singles);
        json.Number("waitMs", plan.Time?.TotalMilliseconds);
        json.WriteEndObject();
    }

    /// <summary>Writes the summary of a scan; <c>elapsedMs</c> in milliseconds.</summary>
    public static void WriteSummary(Utf8JsonWriter json, ScanSummary summary) =>
        JsonSerializer.Serialize(json, summary, ReportContext.Default.ScanSummary);

    /// <summary>Writes the cache's statistics; <c>hitRate</c> in percent, <c>memoryBytes</c> in bytes.</summary>
    public static void WriteStatistics(Utf8JsonWriter json, CacheStatistics statistics) =>
        JsonSerializer.Serialize(json, statistics, ReportContext.Default.CacheStatistics);

    /// <summary>Writes the market's regime, or <c>null</c>; <c>breadth</c> is a share, 0 … 1.</summary>
    public static void WriteRegime(Utf8JsonWriter json, Regime? regime) =>
        JsonSerializer.Serialize(json, regime!, ReportContext.Default.Regime);

    /// <summary>Writes a row with all columns.</summary>
    public static void WriteRow(Utf8JsonWriter json, RankedRow row) => WriteRow(json, row, ScanColumns.All, explained: false);

    /// <summary>Writes a row with some columns and, if requested, all rules of its rating.</summary>
    public static void WriteRow(Utf8JsonWriter json, RankedRow row, IReadOnlyList<ScanColumn> columns, bool explained)
    {
        json.WriteStartObject();
        foreach (var column in columns) WriteColumn(json, column, row);
        foreach (var (name, value) in row.Formulas) json.Number(name, value);
        if (explained) ExplanationJson.Write(json, row.Row);
        json.WriteEndObject();
    }

    /// <summary>Writes one column of a row as a property.</summary>
    public static void WriteColumn(Utf8JsonWriter json, ScanColumn column, RankedRow row)
    {
        if (column.IsFlag) json.WriteBoolean(column.Name, column.Number(row) == 1);
        else if (column.Kind == ColumnKind.Number) json.Number(column.Name, column.Number(row));
        else json.WriteString(column.Name, column.Text(row));
    }
}
