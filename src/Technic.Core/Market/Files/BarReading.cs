using System.Buffers;
using System.Text;
using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>Reads the files of one source into bars by symbol.</summary>
internal sealed class BarReading(BarFileOptions options, CancellationToken cancellationToken)
{
    private const int MaxName = 64;

    /// <summary>
    /// A file with at least this number of bars on days without a session, and a larger share than below, has another calendar.
    /// </summary>
    private const int MinOtherCalendar = 5;
    private const int OtherCalendarShare = 20;

    private readonly List<string> _paths = [];
    private readonly OrderedDictionary<Symbol, BarColumns> _symbols = [];
    private readonly DroppedLinesCounter _drops = new();
    private Frequency? _frequency;
    private bool _areFlatFiles = true;
    private int _lines;

    /// <summary>The line of the last file on which its second symbol begins; 0 when it has only one.</summary>
    public int SecondLine { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="needsSymbols">Whether its bars must have a symbol; otherwise a file without symbols has one, <c>default</c>.</param>
    /// <exception cref="CsvFormatException">It cannot be read, lacks a column, or is ambiguous.</exception>
    public void Add(string path, bool needsSymbols)
    {
        _paths.Add(path);
        var needsSurvey = options.Dates is not null || options.Decimals is not null;
        var attempt = needsSurvey ? null : TryRead(path, needsSymbols, dialect: null);
        attempt ??= TryRead(path, needsSymbols, BarSurvey.Of(path, options, cancellationToken))
            ?? throw new CsvFormatException($"'{path}' changed while it was read.");
        Take(path, attempt);
    }

    /// <summary>
    /// Reads the files of a folder, whose bars must have a symbol. One that cannot be read, such as a text beside the bars, is dropped.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <exception cref="CsvFormatException">None of them can be read; the message is that of the first.</exception>
    public void AddFolder(IReadOnlyList<string> files)
    {
        var (usable, first) = (0, default(CsvFormatException));
        foreach (var file in files)
        {
            try
            {
                Add(file, needsSymbols: true);
                usable++;
            }
            catch (CsvFormatException problem)
            {
                first ??= problem;
                var isEmpty = new FileInfo(file) is { Exists: true, Length: 0 };
                _drops.Add(isEmpty ? BarDrops.EmptyFile : BarDrops.UnusableFile, () => problem.Message);
            }
        }
        if (usable == 0) throw first!;
    }

    /// <summary>The bars of all files.</summary>
    /// <exception cref="CsvFormatException">There are none.</exception>
    public BarFile Finish()
    {
        var series = new OrderedDictionary<Symbol, BarSeries>(_symbols.Count);
        var rows = 0;
        foreach (var (symbol, columns) in _symbols)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bars = columns.ToSeries(_paths, _drops);
            series.Add(symbol, bars);
            rows += bars.Count;
        }
        var dropped = _drops.ToList();
        if (rows == 0) throw NoBars(dropped);
        BarIntervals.Check(_paths[0], _frequency!.Value, series.Values);
        return new BarFile(_frequency!.Value, series, rows, dropped) { IsFlatFile = _areFlatFiles };
    }

    /// <summary>The bars of all files, day by day.</summary>
    /// <exception cref="CsvFormatException">There are none, or they are not daily.</exception>
    public BarDays FinishDays()
    {
        if (_frequency == Frequency.Intraday)
            throw new CsvFormatException(
                $"'{_paths[0]}' contains {Frequencies.IntradayMinutes}-minute bars: only daily bars can be imported.");
        var days = new SortedDictionary<DateOnly, Dictionary<Symbol, Bar>>();
        var several = new List<BarSeries>();
        // Consecutive bars usually have the same day.
        var (date, bars) = (default(DateOnly), default(Dictionary<Symbol, Bar>));
        foreach (var (symbol, columns) in _symbols)
        {
            if (columns.Count == 1) Add(symbol, columns.Single);
            else
            {
                var series = columns.ToSeries(_paths, _drops);
                several.Add(series);
                for (var i = 0; i < series.Count; i++) Add(symbol, series[i]);
            }
        }
        var dropped = _drops.ToList();
        if (days.Count == 0) throw NoBars(dropped);
        BarIntervals.Check(_paths[0], Frequency.Daily, several);
        return new BarDays(days, _symbols.Count, _areFlatFiles, dropped);

        void Add(Symbol symbol, in Bar bar)
        {
            if (bars is null || bar.Time.Date != date)
            {
                date = bar.Time.Date;
                if (!days.TryGetValue(date, out bars))
                    days.Add(date, bars = new Dictionary<Symbol, Bar>(_areFlatFiles ? _symbols.Count : 0));
            }
            bars.Add(symbol, bar);
        }
    }

    private CsvFormatException NoBars(IReadOnlyList<DroppedLines> dropped)
    {
        if (_lines == 0) return new CsvFormatException($"'{_paths[0]}' has only a header.");
        return new CsvFormatException(
            $"'{_paths[0]}' has no usable bars; {_lines:N0} lines were dropped, the first one: {dropped[0].Examples[0]}");
    }

    private void Take(string path, Attempt attempt)
    {
        if (attempt.Drops.CountOf(BarDrops.NotADay) > attempt.Lines / 2)
        {
            var first = attempt.Drops.ToList().First(lines => lines.Reason == BarDrops.NotADay).Examples[0];
            throw new CsvFormatException(
                $"'{path}' contains minute aggregates, not day aggregates ({first}) Import the day aggregates of this date.");
        }
        _frequency ??= attempt.HasBars ? attempt.Frequency : null;
        if (attempt.HasBars && attempt.Frequency != _frequency)
        {
            throw new CsvFormatException(
                $"'{path}' has {attempt.Frequency.Word()} bars, '{_paths[0]}' has {_frequency!.Value.Word()} ones: read them separately.");
        }
        _areFlatFiles &= attempt.IsFlatFile;
        _lines += attempt.Lines;
        _drops.Add(attempt.Drops);
        SecondLine = attempt.SecondLine;
        DropClosed(attempt);
        foreach (var columns in attempt.Symbols)
        {
            if (_symbols.TryGetValue(columns.Symbol, out var known)) known.Add(columns);
            else if (columns.Count > 0) _symbols.Add(columns.Symbol, columns);
        }
    }

    /// <summary>
    /// Drops the bars of days without a session, which are errors in a file of a US exchange. A file with many of them follows another
    /// calendar, so its bars are kept.
    /// </summary>
    private void DropClosed(Attempt attempt)
    {
        var closed = attempt.Closed.Count;
        var isOtherCalendar = closed >= MinOtherCalendar && closed > attempt.Symbols.Sum(columns => columns.Count) / OtherCalendarShare;
        if (closed == 0 || isOtherCalendar) return;
        _drops.Add(attempt.Closed);
        foreach (var columns in attempt.Symbols) columns.DropClosed();
    }

    /// <returns><c>null</c> when the file must be surveyed first.</returns>
    private Attempt? TryRead(string path, bool needsSymbols, BarDialect? dialect)
    {
        using var reader = CsvReader.Open(path);
        var layout = BarLayout.Read(reader);
        var drops = new DroppedLinesCounter();
        var parser = new BarParser(reader, layout, dialect, drops);
        var symbols = new SymbolColumns(reader, layout, needsSymbols ? options.Symbol ?? SymbolOf(path, layout) : default(Symbol));
        var lines = 0;
        while (reader.Read())
        {
            if ((++lines & 0xFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            if (lines == 1)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (layout.IsHeaderLine(reader)) continue;
            }
            if (!parser.FitsHeader()) continue;
            foreach (ref readonly var slot in layout.Slots.AsSpan())
            {
                if (symbols.Find(slot, out var why) is not { } columns)
                {
                    parser.Drop(BarDrops.InvalidSymbol, why!);
                    continue;
                }
                var outcome = parser.Read(slot, out var row, _paths.Count - 1);
                if (outcome == BarOutcome.NeedsSurvey) return null;
                if (outcome == BarOutcome.Read) columns.Add(row);
            }
        }
        return new Attempt(symbols.All, drops, parser.Closed, parser.Frequency, layout.IsFlatFile, lines, symbols.SecondLine);
    }

    private static Symbol? SymbolOf(string path, BarLayout layout) => layout.HasSymbols ? default(Symbol)
        : BarFileNames.SymbolOf(path)
        ?? throw new CsvFormatException(
            $"'{path}' has no symbol: add {BarFileOptions.SymbolOption} TICKER, a column 'symbol', or name the file e.g. AAPL.csv.");

    private sealed record Attempt(
        IReadOnlyList<BarColumns> Symbols, DroppedLinesCounter Drops, DroppedLinesCounter Closed, Frequency Frequency, bool IsFlatFile,
        int Lines, int SecondLine)
    {
        public bool HasBars => Symbols.Any(columns => columns.Count > 0);
    }

    /// <summary>
    /// The rows of the symbols of a file, by the bytes of their names, so that each spelling of a symbol is decoded once.
    /// </summary>
    private sealed class SymbolColumns
    {
        private readonly CsvReader _reader;
        private readonly BarLayout _layout;
        private readonly List<BarColumns> _all = [];
        private readonly Dictionary<string, BarColumns> _byText = new(StringComparer.Ordinal);
        private readonly Dictionary<string, BarColumns>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
        private readonly Symbol? _only;
        private byte[] _lastName = [];
        private int _lastLength;
        private BarColumns? _last;

        /// <param name="reader">The file.</param>
        /// <param name="layout">Its columns.</param>
        /// <param name="only">The symbol of a file without symbols.</param>
        public SymbolColumns(CsvReader reader, BarLayout layout, Symbol? only)
        {
            (_reader, _layout, _only) = (reader, layout, only);
            _bySpan = _byText.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        /// <summary>The line on which the second symbol begins; 0 if there is none.</summary>
        public int SecondLine { get; private set; }

        /// <summary>The symbols in the order of their first appearance.</summary>
        public IReadOnlyList<BarColumns> All => _all;

        public BarColumns? Find(in BarSlot slot, out string? why)
        {
            why = null;
            if (slot.Symbol is { } symbol) return Of(symbol);
            if (_layout.Symbol is not { } column) return _last ??= Of(_only ?? default);
            var name = _reader[column];
            if (_last is not null && name.SequenceEqual(_lastName.AsSpan(0, _lastLength))) return _last;
            if (name.Length > MaxName)
            {
                why = $"Invalid symbol '{Printable.Of(name)}': {name.Length:N0} bytes.";
                return null;
            }

            Span<char> text = stackalloc char[MaxName];
            var length = Ascii.ToUtf16(name, text, out var written) == OperationStatus.Done ? written : 0;
            if (length == 0 || !_bySpan.TryGetValue(text[..length], out var found))
            {
                if (!Ticker.TryParse(_reader.Text(column), out symbol, out why)) return null;
                found = Of(symbol);
                if (length > 0) _bySpan.TryAdd(text[..length], found);
            }
            if (_lastName.Length < name.Length) _lastName = new byte[MaxName];
            name.CopyTo(_lastName);
            (_lastLength, _last) = (name.Length, found);
            return found;
        }

        private BarColumns Of(Symbol symbol)
        {
            if (_byText.TryGetValue(symbol.Text, out var columns)) return columns;
            columns = new BarColumns(symbol);
            _byText.Add(symbol.Text, columns);
            _all.Add(columns);
            if (_all.Count == 2) SecondLine = _reader.Line;
            return columns;
        }
    }
}
