using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>
/// Reads bars and splits from CSV files, for all commands. It supports the files of vendors, websites and spreadsheets (docs/data.md lists
/// them): columns in any order and under their usual names, the usual formats of dates, numbers and tickers. An unusable line is dropped
/// and counted by reason (<see cref="BarDrops"/>); ambiguous files are rejected.
/// </summary>
public static class BarCsv
{
    /// <inheritdoc cref="Read(IReadOnlyList{string}, BarFileOptions, CancellationToken)"/>
    public static BarFile Read(string path, CancellationToken cancellationToken) => Read([path], BarFileOptions.Default, cancellationToken);

    /// <summary>
    /// Reads <c>symbol,date,open,high,low,close,volume</c>; a file of one symbol may have its name instead of the column. A date with a
    /// time of day is the start of a 5-minute bar, <c>2021-04-21T09:35</c> in New York local time or with a UTC offset, unless the time is
    /// the same midnight or close of the session in all lines. Rows may be in any order.
    /// </summary>
    /// <param name="paths">Files, or folders of files. A file of a folder that cannot be read is dropped and counted.</param>
    /// <param name="options">What the files do not define.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="CsvFormatException">A file cannot be read, has no bars, lacks a column, is ambiguous, or contains bars of an
    /// unsupported length.</exception>
    public static BarFile Read(IReadOnlyList<string> paths, BarFileOptions options, CancellationToken cancellationToken)
    {
        var reading = new BarReading(options, cancellationToken);
        foreach (var path in paths)
        {
            if (Directory.Exists(path)) reading.AddFolder(BarFileNames.Expand([path]));
            else reading.Add(path, needsSymbols: true);
        }
        return reading.Finish();
    }

    /// <summary>Like <see cref="Read(IReadOnlyList{string}, BarFileOptions, CancellationToken)"/>, by day; only daily bars.</summary>
    internal static BarDays ReadDays(IReadOnlyList<string> paths, BarFileOptions options, CancellationToken cancellationToken)
    {
        var reading = new BarReading(options, cancellationToken);
        foreach (var path in paths) reading.Add(path, needsSymbols: true);
        return reading.FinishDays();
    }

    /// <summary>Reads the bars of one symbol, with or without its name in the file.</summary>
    /// <returns>The file; its only symbol is <c>default</c> when the file does not name it.</returns>
    /// <exception cref="CsvFormatException">Like <see cref="Read(IReadOnlyList{string}, BarFileOptions, CancellationToken)"/>, or the file
    /// contains bars of several symbols.</exception>
    public static BarFile ReadOne(string path, BarFileOptions options, CancellationToken cancellationToken)
    {
        var reading = new BarReading(options, cancellationToken);
        reading.Add(path, needsSymbols: false);
        var file = reading.Finish();
        return file.Bars.Count == 1 ? file
            : throw new CsvFormatException(
                path, reading.SecondLine,
                $"the file contains bars of {file.Bars.Keys.First()} and of {file.Bars.Keys.ElementAt(1)}: expected one symbol.");
    }

    /// <summary>Like <see cref="ReadOne"/>, without the symbol.</summary>
    public static BarSeries ReadSeries(string path, CancellationToken cancellationToken) =>
        ReadOne(path, BarFileOptions.Default, cancellationToken).Bars.Values.Single();

    /// <summary>Reads <c>symbol,execution_date,ratio</c>; a ratio of 4 means that one share became four. A file with only a header has no
    /// splits.</summary>
    /// <exception cref="CsvFormatException">The file cannot be read, lacks a column, or has an invalid row: no symbol, no date, a ratio
    /// that is not a positive number, or a second split of a symbol on one day.</exception>
    public static IReadOnlyList<Split> ReadSplits(string path, CancellationToken cancellationToken = default)
    {
        using var reader = CsvReader.Open(path);
        var header = HeaderOf(reader, "symbol,execution_date,ratio");
        var symbol = header.Find("symbol", "ticker") ?? header.Require("symbol");
        var (date, ratio) = (header.Require("execution_date"), header.Require("ratio"));
        var splits = new List<Split>();
        var lines = new Dictionary<(Symbol, DateOnly), int>();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (header.ComplainAboutRecord() is { } complaint) throw reader.Complain(complaint);
            var split = new Split(CsvFields.Symbol(reader, symbol), CsvFields.Date(reader, date), CsvFields.Number(reader, ratio, "ratio"));
            if (!SplitAdjustment.IsPossible(split.Ratio))
                throw reader.Complain($"invalid ratio {reader.Text(ratio)}: expected a number above 0.");
            if (!lines.TryAdd((split.Symbol, split.ExecutionDate), reader.Line))
                throw reader.Complain(
                    $"{split.Symbol} {split.ExecutionDate:yyyy-MM-dd} is already on line {lines[(split.Symbol, split.ExecutionDate)]}.");
            splits.Add(split);
        }
        return splits;
    }

    /// <summary>Reads <c>symbol,ex_date,amount</c>: US dollars a share, as paid; those of one symbol and day are added. A file with only a
    /// header has no dividends.</summary>
    /// <exception cref="CsvFormatException">The file cannot be read, lacks a column, or has an invalid row: no symbol, no date, or an
    /// amount that is not a positive number.</exception>
    public static IReadOnlyList<Dividend> ReadDividends(string path, CancellationToken cancellationToken = default)
    {
        using var reader = CsvReader.Open(path);
        var header = HeaderOf(reader, "symbol,ex_date,amount");
        var symbol = header.Find("symbol", "ticker") ?? header.Require("symbol");
        var date = header.Find("ex_date", "ex_dividend_date") ?? header.Require("ex_date");
        var amount = header.Find("amount", "cash_amount") ?? header.Require("amount");
        var sums = new SortedDictionary<(Symbol Symbol, DateOnly Day), double>();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (header.ComplainAboutRecord() is { } complaint) throw reader.Complain(complaint);
            var key = (CsvFields.Symbol(reader, symbol), CsvFields.Date(reader, date));
            var paid = CsvFields.Number(reader, amount, "amount");
            if (!Dividend.IsPossible(paid)) throw reader.Complain($"invalid amount {reader.Text(amount)}: expected a number above 0.");
            sums[key] = sums.GetValueOrDefault(key) + paid;
        }
        return [.. sums.Select(sum => new Dividend(sum.Key.Symbol, sum.Key.Day, sum.Value))];
    }

    private static CsvHeader HeaderOf(CsvReader reader, string columns) => reader.Read()
        ? new CsvHeader(reader)
        : throw new CsvFormatException($"'{reader.Path}' is empty: expected a header with the columns {columns}.");
}
