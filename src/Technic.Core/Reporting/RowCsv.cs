using Technic.Core.Scanning;
using Technic.Core.Text;

namespace Technic.Core.Reporting;

/// <summary>The rows of a scan as CSV, with a header and every column of <see cref="ScanColumns"/>.</summary>
public static class RowCsv
{
    public static void Write(TextWriter output, IEnumerable<RankedRow> rows)
    {
        var csv = new CsvWriter(output);
        csv.Record(ScanColumns.All.Select(column => column.Name));
        foreach (var row in rows)
        {
            foreach (var column in ScanColumns.All)
            {
                if (column.IsFlag()) csv.Flag(column.Number(row) == 1);
                else if (column.Kind == ColumnKind.Number) csv.Number(column.Number(row));
                else csv.Text(column.Text(row));
            }
            csv.EndRecord();
        }
    }
}
