using System.Globalization;
using Technic.Core.Formulas;
using Technic.Core.Scans;

namespace Technic.Core.Reports;

/// <summary>The rows of a scan as a table.</summary>
public static class RowTable
{
    private static readonly Dictionary<string, string> NoFacts = [];

    /// <summary>The rows of a result, with its summary as facts.</summary>
    /// <param name="result">The result; the request's own columns follow the others.</param>
    /// <param name="columns">The columns.</param>
    public static ReportTable Of(ScanResult result, IReadOnlyList<ScanColumn> columns) =>
        Of(result.Rows, columns) with { Facts = FactsOf(result.Summary) };

    /// <summary>Rows without facts.</summary>
    /// <param name="rows">The rows; the request's own columns follow the others.</param>
    /// <param name="columns">The columns.</param>
    public static ReportTable Of(IReadOnlyList<RankedRow> rows, IReadOnlyList<ScanColumn> columns) => new(
        [
            .. columns.Select(column => Of(rows, column)),
            .. rows.Count == 0 ? [] : rows[0].Formulas.Select((formula, i) => Numbers(rows, formula.Name, row => row.Formulas[i].Value)),
        ],
        NoFacts);

    /// <summary>What the rows of a scan depend on: source, session, reliability, counts.</summary>
    public static Dictionary<string, string> FactsOf(ScanSummary summary) => new()
    {
        ["source"] = summary.Source,
        ["asOf"] = summary.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["data"] = summary.Data.ToString().ToLowerInvariant(),
        ["days"] = Text(summary.Days),
        ["provisional"] = summary.IsProvisional ? "true" : "false",
        ["requested"] = Text(summary.Requested),
        ["ranked"] = Text(summary.Ranked),
        ["filtered"] = Text(summary.Filtered),
        ["failed"] = Text(summary.Failed),
        ["stale"] = Text(summary.Stale),
    };

    private static ReportColumn Of(IReadOnlyList<RankedRow> rows, ScanColumn column) => Values(rows, column) with
    {
        Unit = column.Unit, Meaning = column.Meaning,
    };

    private static ReportColumn Values(IReadOnlyList<RankedRow> rows, ScanColumn column)
    {
        if (column.Time is { } time) return new TimeColumn(column.Name, [.. rows.Select(time)]);
        if (column.IsFlag) return new FlagColumn(column.Name, [.. rows.Select(row => column.Number(row) == 1)]);
        return column.Kind == ColumnKind.Number
            ? Numbers(rows, column.Name, column.Number)
            : new TextColumn(column.Name, [.. rows.Select(column.Text)]);
    }

    private static NumberColumn Numbers(IReadOnlyList<RankedRow> rows, string name, Func<RankedRow, double?> value) =>
        new(name, [.. rows.Select(row => value(row) ?? double.NaN)]);

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
