using System.Buffers;
using System.Text;
using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>
/// Reads bars and splits from CSV files in UTF-8, plain or gzip: a header, columns in any order, other columns passed over.
/// What a file says is taken or refused as a whole: a row that no market could have made is an error that names its line.
/// </summary>
public static class BarCsv
{
    /// <summary>
    /// Reads <c>symbol,date,open,high,low,close,volume</c>. A date is <c>2021-04-21</c>, for 5-minute bars with the bar's start on
    /// New York's wall clock, <c>2021-04-21T09:35</c>; a file holds one of the two. Rows may come in any order.
    /// </summary>
    /// <exception cref="CsvFormatException">The file cannot be read, has no bars, lacks a column, or a row is refused: something is not a
    /// number or date or symbol, a price is not positive, a volume is negative, a number is absurdly large, the high is below the low, or a
    /// symbol has two bars of one time (both lines are named).</exception>
    public static BarFile Read(string path, CancellationToken cancellationToken)
    {
        using var reader = CsvReader.Open(path);
        var parser = new BarParser(reader, ReadHeader(reader, "symbol,date,open,high,low,close,volume"));
        var symbols = new Dictionary<string, BarColumns>(StringComparer.Ordinal);
        var bySpan = symbols.GetAlternateLookup<ReadOnlySpan<char>>();
        var rows = 0;
        var order = new List<BarColumns>();
        BarColumns? current = null;
        Span<char> text = stackalloc char[Symbol.MaxLength];

        while (reader.Read())
        {
            if ((++rows & 0xFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            parser.CheckRecord();
            var name = parser.SymbolBytes;
            if (current is null || !name.SequenceEqual(current.SymbolBytes))
            {
                var length = Ascii.ToUtf16(name, text, out var written) == OperationStatus.Done ? written : 0;
                if (length == 0 || !bySpan.TryGetValue(text[..length], out current))
                {
                    current = new BarColumns(parser.Symbol());
                    symbols.Add(current.Symbol.Text, current);
                    order.Add(current);
                }
            }
            current.Add(parser.Row());
        }
        if (rows == 0) throw new CsvFormatException($"'{path}' has a header and no bars.");

        var series = new OrderedDictionary<Symbol, BarSeries>(order.Count);
        foreach (var columns in order)
        {
            cancellationToken.ThrowIfCancellationRequested();
            series.Add(columns.Symbol, columns.ToSeries(path));
        }
        return new BarFile(parser.Frequency, series, rows);
    }

    /// <summary>
    /// Reads <c>date,open,high,low,close,volume</c>: the bars of one symbol, which a column <c>symbol</c> may name. Rows may come in any order.
    /// </summary>
    /// <exception cref="CsvFormatException">As for <see cref="Read"/>, or the file holds bars of several symbols.</exception>
    public static BarSeries ReadSeries(string path, CancellationToken cancellationToken)
    {
        using var reader = CsvReader.Open(path);
        var parser = new BarParser(reader, ReadHeader(reader, "date,open,high,low,close,volume"), needsSymbols: false);
        BarColumns? columns = null;
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            parser.CheckRecord();
            columns ??= new BarColumns(parser.Symbol());
            if (!parser.SymbolBytes.SequenceEqual(columns.SymbolBytes))
                throw reader.Complain($"the file holds bars of {columns.Symbol} and of {parser.Symbol()}, and those of one symbol are expected.");
            columns.Add(parser.Row());
        }
        return columns?.ToSeries(path) ?? throw new CsvFormatException($"'{path}' has a header and no bars.");
    }

    /// <summary>Reads <c>symbol,execution_date,ratio</c>; a ratio of 4 means that one share became four. A file with a header alone holds no splits.</summary>
    /// <exception cref="CsvFormatException">The file cannot be read, lacks a column, or a row is refused: no symbol, no date, a ratio that is
    /// not a positive number, or a second split of a symbol on one day.</exception>
    public static IReadOnlyList<Split> ReadSplits(string path, CancellationToken cancellationToken = default)
    {
        using var reader = CsvReader.Open(path);
        var header = ReadHeader(reader, "symbol,execution_date,ratio");
        var (symbol, date, ratio) = (header.Require("symbol"), header.Require("execution_date"), header.Require("ratio"));
        var splits = new List<Split>();
        var lines = new Dictionary<(Symbol, DateOnly), int>();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (header.ComplainAboutRecord() is { } complaint) throw reader.Complain(complaint);
            var split = new Split(CsvFields.Symbol(reader, symbol), CsvFields.Date(reader, date), CsvFields.Number(reader, ratio, "ratio"));
            if (!SplitAdjustment.IsPossible(split.Ratio)) throw reader.Complain($"the ratio {reader.Text(ratio)} is impossible: it has to be above 0.");
            if (!lines.TryAdd((split.Symbol, split.ExecutionDate), reader.Line))
                throw reader.Complain($"{split.Symbol} {split.ExecutionDate:yyyy-MM-dd} is already on line {lines[(split.Symbol, split.ExecutionDate)]}.");
            splits.Add(split);
        }
        return splits;
    }

    private static CsvHeader ReadHeader(CsvReader reader, string expected) =>
        reader.Read() ? new CsvHeader(reader) : throw new CsvFormatException($"'{reader.Path}' is empty: a header with the columns {expected} is expected.");
}
