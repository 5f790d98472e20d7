using System.Globalization;
using Spectre.Console;
using Technic.Core.Formulas;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>The rows of a scan as a table. A narrow terminal shows fewer columns: the trade plan is dropped first.</summary>
internal static class ScanTable
{
    private const string Nothing = "–";
    private const int Always = 9;
    private const int LongestName = 36;
    private const int ShortestName = 12;

    private static readonly Column[] Columns =
    [
        new("#", Always, row => row.Rank.ToString(CultureInfo.InvariantCulture), IsNumber: true, _ => Tables.Quiet),
        new("Symbol", Always, row => row.Row.Symbol.Text, IsNumber: false, _ => Tables.Strong),
        new("Name", 3, row => row.Listing.Name ?? "", IsNumber: false) { MayShrink = true },
        new("Sector", 2, row => row.Listing.Sector ?? "", IsNumber: false),
        new("As of", Always, row => row.Row.AsOf.ToString(), IsNumber: false) { IsShown = rows => rows.Any(row => row.Age > 0) },
        new("Close", Always, row => Price(row.Row.Close), IsNumber: true),
        new("Rating", Always, row => Number(row.Row.Rating, "+0.0;-0.0;0.0"), IsNumber: true, row => Directed(row.Row.Rating)),
        new("Signal", 8, row => row.Row.Signal.ToString(), IsNumber: false, row => Directed((int)row.Row.Signal)),
        new("RSI", 7, row => Number(row.Row.Rsi14, "0.0"), IsNumber: true),
        new("ATR %", 6, row => Number(row.Row.AtrPercent, "0.0"), IsNumber: true),
        new("Vol ×", 4, row => Number(row.Row.VolumeRatio, "0.00"), IsNumber: true),
        new("RS", 5, row => Number(row.RelativeStrength, "0"), IsNumber: true),
        new("Entry", 1, row => Price(row.Plan?.Entry), IsNumber: true),
        new("Stop", 1, row => Price(row.Plan?.Stop), IsNumber: true),
        new("Target", 1, row => Price(row.Plan?.Target), IsNumber: true),
    ];

    /// <summary>A column of the table.</summary>
    /// <param name="Title">The header.</param>
    /// <param name="Priority">Columns of the lowest priority are dropped first, and together.</param>
    /// <param name="Text">The text of a row.</param>
    /// <param name="IsNumber">Whether it is aligned to the right.</param>
    /// <param name="Style">The colour of a row; <c>null</c> for none.</param>
    private sealed record Column(
        string Title, int Priority, Func<RankedRow, string> Text, bool IsNumber, Func<RankedRow, Style?>? Style = null)
    {
        public bool MayShrink { get; init; }

        /// <summary>Whether the column is shown for these rows.</summary>
        public Predicate<IReadOnlyList<RankedRow>> IsShown { get; init; } = _ => true;
    }

    /// <summary>A column with its texts and its width in characters.</summary>
    private sealed record Filled(Column Column, string[] Texts, int Width);

    /// <summary>The table of the rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="width">The width of a line in characters.</param>
    /// <param name="chosen">The columns to show regardless of the width; <c>null</c> for the default columns.</param>
    public static Table Of(IReadOnlyList<RankedRow> rows, int width, IReadOnlyList<ScanColumn>? chosen = null)
    {
        var shown = (chosen?.Select(Chosen) ?? Columns.Where(column => column.IsShown(rows))).Concat(Own(rows));
        var columns = Fit([.. shown.Select(column => Fill(column, rows, LongestName))], rows, width);
        var table = Tables.New();
        foreach (var filled in columns) table.AddColumn(filled.Column.Title, filled.Column.IsNumber);
        for (var i = 0; i < rows.Count; i++)
            table.AddRow(columns.Select(filled => new Text(filled.Texts[i], filled.Column.Style?.Invoke(rows[i]))));
        return table;
    }

    /// <summary>The request's own columns.</summary>
    private static IEnumerable<Column> Own(IReadOnlyList<RankedRow> rows) => rows.Count == 0
        ? []
        : rows[0].Formulas.Select((formula, i) => new Column(
            formula.Name, Always, row => Plain(row.Formulas[i].Value), IsNumber: true));

    private static string Plain(double? value) => value is { } number
        ? Number(number, number == Math.Floor(number) ? "#,##0" : Math.Abs(number) < 1 ? "0.0000" : "#,##0.00")
        : Nothing;

    private static Column Chosen(ScanColumn column) => column.Kind == ColumnKind.Text
        ? new Column(column.Name, Always, row => column.Text(row) ?? "", IsNumber: false)
        {
            MayShrink = column.Name is "name" or "industry",
        }
        : new Column(column.Name, Always, row => Value(column, row), IsNumber: true);

    private static List<Filled> Fit(List<Filled> columns, IReadOnlyList<RankedRow> rows, int width)
    {
        while (columns.Sum(filled => filled.Width + Tables.Gap) - Tables.Gap - width is > 0 and var excess)
        {
            var shrinking = columns.FindIndex(filled => filled.Column.MayShrink);
            if (shrinking >= 0 && columns[shrinking].Width - excess >= ShortestName)
            {
                columns[shrinking] = Fill(columns[shrinking].Column, rows, columns[shrinking].Width - excess);
                break;
            }
            var least = columns.Min(filled => filled.Column.Priority);
            if (least == Always) break;
            columns.RemoveAll(filled => filled.Column.Priority == least);
        }
        return columns;
    }

    private static Filled Fill(Column column, IReadOnlyList<RankedRow> rows, int longest)
    {
        var texts = rows.Select(row => TerminalText.Clean(column.Text(row))).ToArray();
        if (column.MayShrink) texts = Array.ConvertAll(texts, text => TerminalText.Shortened(text, longest));
        return new Filled(column, texts, texts.Append(column.Title).Max(text => text.Length));
    }

    private static Style? Directed(double value) => value > 0 ? Tables.Good : value < 0 ? Tables.Bad : null;

    private static string Number(double? value, string format) =>
        value is { } number ? number.ToString(format, CultureInfo.InvariantCulture) : Nothing;

    private static string Value(ScanColumn column, RankedRow row)
    {
        if (column.Number(row) is not { } value) return Nothing;
        if (column.IsFlag) return value == 0 ? "no" : "yes";
        if (column.Unit == "$") return Math.Abs(value) < 1e6 ? Price(value) : Number(value, "#,##0");
        return Number(value, value == Math.Floor(value) ? "#,##0" : Math.Abs(value) < 1 ? "0.0000" : "#,##0.00");
    }

    private static string Price(double? value) =>
        value is { } price ? price.ToString(Math.Abs(price) < 1 ? "0.0000" : "#,##0.00", CultureInfo.InvariantCulture) : Nothing;
}
