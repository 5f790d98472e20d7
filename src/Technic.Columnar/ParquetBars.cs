using System.Runtime.CompilerServices;
using Technic.Core.Market;

namespace Technic.Columnar;

/// <summary>
/// Reads daily bars from Parquet: columns <c>date</c> (a date, a timestamp of a day, a number, or a text such as 2026-11-20), <c>open</c>,
/// <c>high</c>, <c>low</c>, <c>close</c>, <c>volume</c>, optionally <c>symbol</c> and <c>vwap</c>, in any order and case, also with their
/// short names. Symbol and date may be folders, <c>symbol=AAPL</c>, instead; a file without symbols has that of its name,
/// <c>AAPL.parquet</c>.
/// </summary>
public static class ParquetBars
{
    private static readonly string[] SymbolNames = ["symbol", "ticker", "code"];

    // The last one is an index of pandas without a name.
    private static readonly string[] DateNames =
        ["date", "day", "datetime", "timestamp", "time", "window_start", "t", "__index_level_0__"];

    /// <summary>Whether a path is a Parquet file, or a folder with at least one of them.</summary>
    public static bool IsParquet(string path) => Directory.Exists(path)
        ? ParquetPaths.FilesIn(path).Any()
        : ParquetPaths.IsFile(path);

    /// <summary>The Parquet files of bars of a path, in the order of their names.</summary>
    /// <exception cref="TableFileException">There are none, or the folder cannot be read.</exception>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        try
        {
            if (!Directory.Exists(path)) return [path];
            var folder = MarketFolder.Is(path) ? MarketFolder.DaysOf(path) : path;
            string[] files = [.. ParquetPaths.FilesIn(folder).Order(StringComparer.Ordinal)];
            return files.Length > 0 ? files : throw new TableFileException($"The folder '{path}' has no files that end in .parquet.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new TableFileException($"The folder '{path}' cannot be read: {problem.Message.TrimEnd('.')}.", problem);
        }
    }

    /// <summary>Reads a file in parts.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The bars of each row group as written there, at the start of their days; rows without a price are left out.</returns>
    /// <exception cref="TableFileException">The file cannot be read, lacks a column, or has invalid values.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<KeyValuePair<Symbol, Bar>>> ReadAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = await ParquetFile.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        var symbols = new SymbolReader(path, MarketFolder.IsOwn(file.Facts));
        for (var i = 0; i < file.Groups; i++)
        {
            yield return await file.ReadGroupAsync(i, group => ReadAsync(file, group, symbols, path, cancellationToken))
                .ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlyList<KeyValuePair<Symbol, Bar>>> ReadAsync(
        ParquetFile file, ParquetGroup group, SymbolReader symbols, string path, CancellationToken cancellationToken)
    {
        var names = file.Find(SymbolNames) is { } column
            ? await group.TextsAsync(column, cancellationToken).ConfigureAwait(false)
            : null;
        var dates = file.Find(DateNames) is null && ParquetPaths.PartitionOf(path, "date") is { } day
            ? [.. Enumerable.Repeat(RowDates.OfText(day), group.Rows)]
            : await group.DatesAsync(file.Require(DateNames), cancellationToken).ConfigureAwait(false);
        var open = await group.NumbersAsync(file.Require("open", "o"), cancellationToken).ConfigureAwait(false);
        var high = await group.NumbersAsync(file.Require("high", "h"), cancellationToken).ConfigureAwait(false);
        var low = await group.NumbersAsync(file.Require("low", "l"), cancellationToken).ConfigureAwait(false);
        var close = await group.NumbersAsync(file.Require("close", "c"), cancellationToken).ConfigureAwait(false);
        var volume = await group.NumbersAsync(file.Require("volume", "vol", "v"), cancellationToken).ConfigureAwait(false);
        var vwap = file.Find("vwap", "vw") is { } average
            ? await group.NumbersAsync(average, cancellationToken).ConfigureAwait(false) : null;
        var bars = new List<KeyValuePair<Symbol, Bar>>(group.Rows);
        for (var i = 0; i < group.Rows; i++)
        {
            if (double.IsNaN(close[i])) continue;
            if (dates[i] is not { } date) throw new TableFileException($"'{path}': row {i + 1:N0} of a row group has no valid date.");
            var bar = new Bar(BarTime.OfDay(date), open[i], high[i], low[i], close[i], volume[i], vwap?[i] ?? double.NaN);
            bars.Add(new KeyValuePair<Symbol, Bar>(names is null ? symbols.OfFile : symbols.Read(names[i]), bar));
        }
        return bars;
    }

    /// <summary>Reads each symbol of a file once.</summary>
    private sealed class SymbolReader(string path, bool isOwn)
    {
        private readonly Dictionary<string, Symbol> _known = [];

        public Symbol OfFile => Read(ParquetPaths.PartitionOf(path, SymbolNames) ?? Path.GetFileNameWithoutExtension(path));

        public Symbol Read(string? text)
        {
            if (text is not null && _known.TryGetValue(text, out var known)) return known;
            // Other notations are converted; an own file has the symbols as they are.
            var isValid = isOwn ? Symbol.TryParse(text, out var symbol, out var why) : Ticker.TryParse(text, out symbol, out why);
            if (!isValid) throw new TableFileException($"'{path}': {why}");
            return _known[text!] = symbol;
        }
    }
}
