using Technic.Core.Formulas;

namespace Technic.Core.Scans;

/// <summary>Rows of a scan, for the evaluation of formulas.</summary>
internal sealed class RankedRows(IReadOnlyList<RankedRow> rows) : IFormulaRows
{
    /// <inheritdoc/>
    public int Count => rows.Count;

    /// <inheritdoc/>
    public void Fill(Column column, Span<double> values)
    {
        for (var i = 0; i < values.Length; i++) values[i] = Number(column, i);
    }

    /// <inheritdoc/>
    public double Number(Column column, int row) =>
        column.Names is null ? ((ScanColumn)column).Number(rows[row]) ?? double.NaN : ((ScanColumn)column).NameValue(rows[row]);

    /// <inheritdoc/>
    public void Fill(string price, Span<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var row = rows[i].Row;
            values[i] = price switch { "Open" => row.Open, "High" => row.High, "Low" => row.Low, "Close" => row.Close, _ => row.Volume };
        }
    }

    /// <inheritdoc/>
    public string? Text(Column column, int row) => ((ScanColumn)column).Text(rows[row]);

    /// <inheritdoc/>
    public int DayOf(int row) => rows[row].Row.AsOf.Date.DayNumber;

    /// <inheritdoc/>
    public ReadOnlySpan<double> LocalValues(int row) => rows[row].Row.FormulaValues;
}
