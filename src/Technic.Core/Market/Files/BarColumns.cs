using System.Globalization;
using System.Runtime.InteropServices;
using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>Collects the rows of one symbol while its files are read.</summary>
internal sealed class BarColumns(Symbol symbol)
{
    // A flat file has one bar of each symbol.
    private BarRow _only;
    private List<BarRow>? _more;
    private bool _ascending = true;

    public Symbol Symbol => symbol;

    public int Count { get; private set; }

    /// <summary>The only row.</summary>
    public Bar Single => _only.Bar;

    public void Add(in BarRow row)
    {
        if (Count++ == 0)
        {
            _only = row;
            return;
        }
        _more ??= [_only];
        _ascending &= _more[^1].Bar.Time < row.Bar.Time;
        _more.Add(row);
    }

    /// <summary>Removes the bars of days without a session.</summary>
    public void DropClosed()
    {
        _more?.RemoveAll(row => !BarParser.MayTrade(row.Bar.Time.Date));
        if (_more is { Count: > 0 }) _only = _more[0];
        Count = _more?.Count ?? (Count > 0 && BarParser.MayTrade(_only.Bar.Time.Date) ? 1 : 0);
    }

    /// <summary>Adds the rows of a later file.</summary>
    public void Add(BarColumns later)
    {
        foreach (ref readonly var row in later.Rows) Add(row);
    }

    /// <summary>The rows as a series; the rows are released, to save memory. Of two rows of one time the later one is kept.</summary>
    /// <param name="paths">The files, by their numbers.</param>
    /// <param name="drops">Counts the repeated rows.</param>
    public BarSeries ToSeries(IReadOnlyList<string> paths, DroppedLinesCounter drops)
    {
        var rows = Rows;
        if (!_ascending) rows = SortAndKeepLast(rows, paths, drops);
        var bars = new Bar[rows.Length];
        for (var i = 0; i < bars.Length; i++) bars[i] = rows[i].Bar;
        _more = null;
        return BarSeries.FromBars(bars);
    }

    private Span<BarRow> Rows => _more is not null ? CollectionsMarshal.AsSpan(_more) : new Span<BarRow>(ref _only)[..Math.Min(Count, 1)];

    private Span<BarRow> SortAndKeepLast(Span<BarRow> rows, IReadOnlyList<string> paths, DroppedLinesCounter drops)
    {
        rows.Sort((a, b) =>
            a.Bar.Time != b.Bar.Time ? a.Bar.Time.CompareTo(b.Bar.Time)
            : a.File != b.File ? a.File.CompareTo(b.File)
            : a.Line.CompareTo(b.Line));
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
        var what = $"{symbol} {later.Bar.Time} is already on line {where}.".TrimStart();
        return new CsvFormatException(paths[later.File], later.Line, what).Message;
    }
}
