using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>
/// Reads bars and splits from text files of columns: the one reader of every command. It understands the files of vendors, websites and spreadsheets
/// (docs/data.md lists them): columns in any order and under their usual names, the usual ways of writing dates, numbers and tickers. A line that cannot
/// be used is left out and counted by reason (<see cref="BarDrops"/>); what can be read in two ways is refused.
/// </summary>
public static class BarCsv
{
    /// <inheritdoc cref="Read(IReadOnlyList{string}, BarFileOptions, CancellationToken)"/>
    public static BarFile Read(string path, CancellationToken cancellationToken) => Read([path], BarFileOptions.Default, cancellationToken);

    /// <summary>
    /// Reads <c>symbol,date,open,high,low,close,volume</c>; a file of one symbol may have its name in place of the column. A date with a time of
    /// day begins a 5-minute bar, <c>2021-04-21T09:35</c> on New York's wall clock or with its distance from UTC, unless the time is the same
    /// midnight or close of the session in every line. Rows may come in any order.
    /// </summary>
    /// <param name="paths">Files, or folders of files.</param>
    /// <param name="options">What the files do not say.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CsvFormatException">A file cannot be read, has no bars, lacks a column, can be read in two ways, or holds bars of a length that is
    /// not supported.</exception>
    public static BarFile Read(IReadOnlyList<string> paths, BarFileOptions options, CancellationToken cancellationToken)
    {
        var files = BarFileNames.Expand(paths);
        var reading = new BarReading(options, cancellationToken);
        foreach (var file in files) reading.Add(file, needsSymbols: true);
        return reading.Finish();
    }

    /// <summary>As <see cref="Read(IReadOnlyList{string}, BarFileOptions, CancellationToken)"/>, day by day; only daily bars.</summary>
    internal static BarDays ReadDays(IReadOnlyList<string> paths, BarFileOptions options, CancellationToken cancellationToken)
    {
        var reading = new BarReading(options, cancellationToken);
        foreach (var path in paths) reading.Add(path, needsSymbols: true);
        return reading.FinishDays();
    }

    /// <summary>Reads the bars of one symbol, which a file need not name.</summary>
    /// <returns>The file; its only symbol is <c>default</c> when the file names none.</returns>
    /// <exception cref="CsvFormatException">As for <see cref="Read(IReadOnlyList{string}, BarFileOptions, CancellationToken)"/>, or the file
    /// holds bars of several symbols.</exception>
    public static BarFile ReadOne(string path, BarFileOptions options, CancellationToken cancellationToken)
    {
        var reading = new BarReading(options, cancellationToken);
        reading.Add(path, needsSymbols: false);
        var file = reading.Finish();
        return file.Bars.Count == 1 ? file
            : throw new CsvFormatException(
                path, reading.SecondLine,
                $"the file holds bars of {file.Bars.Keys.First()} and of {file.Bars.Keys.ElementAt(1)}, and those of one symbol are expected.");
    }

    /// <summary>As <see cref="ReadOne"/>: the bars alone.</summary>
    public static BarSeries ReadSeries(string path, CancellationToken cancellationToken) =>
        ReadOne(path, BarFileOptions.Default, cancellationToken).Bars.Values.Single();

    /// <summary>Reads <c>symbol,execution_date,ratio</c>; a ratio of 4 means that one share became four. A file with a header alone holds no splits.</summary>
    /// <exception cref="CsvFormatException">The file cannot be read, lacks a column, or a row is refused: no symbol, no date, a ratio that is
    /// not a positive number, or a second split of a symbol on one day.</exception>
    public static IReadOnlyList<Split> ReadSplits(string path, CancellationToken cancellationToken = default)
    {
        using var reader = CsvReader.Open(path);
        var header = reader.Read() ? new CsvHeader(reader)
            : throw new CsvFormatException($"'{reader.Path}' is empty: a header with the columns symbol,execution_date,ratio is expected.");
        var (symbol, date, ratio) = (header.Find("symbol", "ticker") ?? header.Require("symbol"), header.Require("execution_date"), header.Require("ratio"));
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
}
