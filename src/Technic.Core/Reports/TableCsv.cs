using Technic.Core.Text;

namespace Technic.Core.Reports;

/// <summary>Writes a table as CSV, with a header.</summary>
public static class TableCsv
{
    /// <summary>Writes the header and all records; an empty field where there is no value.</summary>
    public static void Write(TextWriter output, ReportTable table)
    {
        var csv = new CsvWriter(output);
        csv.Record(table.Columns.Select(column => column.Name));
        for (var i = 0; i < table.Rows; i++)
        {
            foreach (var column in table.Columns) WriteValue(csv, column, i);
            csv.EndRecord();
        }
    }

    private static void WriteValue(CsvWriter csv, ReportColumn column, int index)
    {
        switch (column)
        {
            case NumberColumn numbers:
                csv.Number(numbers.Values[index]);
                break;
            case TextColumn texts:
                csv.Text(texts.Values[index]);
                break;
            case FlagColumn flags:
                csv.Flag(flags.Values[index]);
                break;
            case TimeColumn times:
                csv.Text(times.Values[index]?.ToString());
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(column), column, "Unknown kind of column.");
        }
    }
}
