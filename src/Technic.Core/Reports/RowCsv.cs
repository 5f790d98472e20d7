using Technic.Core.Formulas;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Core.Reports;

/// <summary>The rows of a scan as CSV, with a header.</summary>
public static class RowCsv
{
    /// <summary>Writes all columns of <see cref="ScanColumns"/>.</summary>
    public static void Write(TextWriter output, IEnumerable<RankedRow> rows) => Write(output, rows, ScanColumns.All);

    /// <summary>Writes some columns, in their order.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="rows">The rows; the request's own columns follow the others.</param>
    /// <param name="columns">The columns.</param>
    public static void Write(TextWriter output, IEnumerable<RankedRow> rows, IReadOnlyList<ScanColumn> columns)
    {
        var csv = new CsvWriter(output);
        var all = rows as IReadOnlyList<RankedRow> ?? [.. rows];
        csv.Record([.. columns.Select(column => column.Name), .. all.Count == 0 ? [] : all[0].Formulas.Select(formula => formula.Name)]);
        foreach (var row in all)
        {
            foreach (var column in columns)
            {
                if (column.IsFlag) csv.Flag(column.Number(row) == 1);
                else if (column.Kind == ColumnKind.Number) csv.Number(column.Number(row));
                else csv.Text(column.Text(row));
            }
            foreach (var formula in row.Formulas) csv.Number(formula.Value);
            csv.EndRecord();
        }
    }
}
