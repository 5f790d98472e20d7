using System.Globalization;
using System.Runtime.InteropServices;
using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>The rows of one symbol while its files are being read.</summary>
internal sealed class BarColumns(Symbol symbol)
{
    private List<BarRow> _rows = [];
    private bool _ascending = true;

    public Symbol Symbol => symbol;

    public int Count => _rows.Count;

    public void Add(in BarRow row)
    {
        _ascending &= _rows.Count == 0 || _rows[^1].Bar.Time < row.Bar.Time;
        _rows.Add(row);
    }

    /// <summary>Adds the rows of a later file.</summary>
    public void Add(BarColumns later)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(later._rows)) Add(row);
    }

    /// <summary>The rows as a series; they are given up, so that a large file is not held twice. Of two rows of one time the later one counts.</summary>
    /// <param name="paths">The files, by their numbers.</param>
    /// <param name="drops">Where repeated rows are counted.</param>
    public BarSeries ToSeries(IReadOnlyList<string> paths, DroppedLinesCounter drops)
    {
        var rows = CollectionsMarshal.AsSpan(_rows);
        if (!_ascending) rows = SortAndKeepLast(rows, paths, drops);
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

    private Span<BarRow> SortAndKeepLast(Span<BarRow> rows, IReadOnlyList<string> paths, DroppedLinesCounter drops)
    {
        rows.Sort((a, b) => a.Bar.Time != b.Bar.Time ? a.Bar.Time.CompareTo(b.Bar.Time) : a.File != b.File ? a.File.CompareTo(b.File) : a.Line.CompareTo(b.Line));
        var kept = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (kept == 0 || rows[kept - 1].Bar.Time != rows[i].Bar.Time)
            {
                rows[kept++] = rows[i];
                continue;
            }
            var (earlier, later) = (rows[kept - 1], rows[i]);
            drops.Add(earlier.Bar == later.Bar ? BarDrops.Repeated : BarDrops.Contradicting, () => Describe(earlier, later, paths));
            rows[kept - 1] = later;
        }
        return rows[..kept];
    }

    private string Describe(BarRow earlier, BarRow later, IReadOnlyList<string> paths)
    {
        var where = earlier.File == later.File
            ? earlier.Line.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{earlier.Line} of {paths[earlier.File]}");
        return new CsvFormatException(paths[later.File], later.Line, $"{symbol} {later.Bar.Time} is already on line {where}.".TrimStart()).Message;
    }
}
