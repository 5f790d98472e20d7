using System.Runtime.InteropServices;
using System.Text;
using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>The rows of one symbol while its file is being read.</summary>
internal sealed class BarColumns(Symbol symbol)
{
    private readonly byte[] _symbolBytes = Encoding.ASCII.GetBytes(symbol.Text);
    private List<BarRow> _rows = [];
    private bool _ascending = true;

    public Symbol Symbol => symbol;

    public ReadOnlySpan<byte> SymbolBytes => _symbolBytes;

    public void Add(in BarRow row)
    {
        _ascending &= _rows.Count == 0 || _rows[^1].Bar.Time < row.Bar.Time;
        _rows.Add(row);
    }

    /// <summary>The rows as a series; they are given up, so that a large file is not held twice.</summary>
    /// <exception cref="CsvFormatException">Two rows have one time.</exception>
    public BarSeries ToSeries(string path)
    {
        var rows = CollectionsMarshal.AsSpan(_rows);
        if (!_ascending) Sort(rows, path);
        var n = rows.Length;
        var times = new int[n];
        var values = new double[n * BarSeries.ValueColumns];
        for (var i = 0; i < n; i++)
        {
            var bar = rows[i].Bar;
            times[i] = bar.Time.Minutes;
            values[i] = bar.Open;
            values[n + i] = bar.High;
            values[(2 * n) + i] = bar.Low;
            values[(3 * n) + i] = bar.Close;
            values[(4 * n) + i] = bar.Volume;
        }
        _rows = [];
        return BarSeries.FromColumns(times, values);
    }

    private void Sort(Span<BarRow> rows, string path)
    {
        rows.Sort((a, b) => a.Bar.Time == b.Bar.Time ? a.Line.CompareTo(b.Line) : a.Bar.Time.CompareTo(b.Bar.Time));
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i].Bar.Time == rows[i - 1].Bar.Time)
                throw new CsvFormatException(path, rows[i].Line, $"{symbol} {rows[i].Bar.Time} is already on line {rows[i - 1].Line}.".TrimStart());
        }
    }
}
