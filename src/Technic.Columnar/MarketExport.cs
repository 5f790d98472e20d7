using System.Globalization;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Reports;
using Technic.Core.Storage;

namespace Technic.Columnar;

/// <summary>The result of an export.</summary>
/// <param name="Days">The number of written days.</param>
/// <param name="Bars">The number of written bars.</param>
/// <param name="FirstDay">The first written day.</param>
/// <param name="LastDay">The last written day.</param>
/// <param name="Splits">The number of written splits.</param>
/// <param name="Dividends">The number of written dividends.</param>
/// <param name="Preliminary">The number of days that were left out, because the provider may still revise them.</param>
public sealed record MarketExportSummary(
    int Days, long Bars, DateOnly FirstDay, DateOnly LastDay, int Splits, int Dividends, int Preliminary);

/// <summary>Writes an archive to a <see cref="MarketFolder"/>.</summary>
/// <param name="archive">The archive.</param>
/// <param name="source">The name of the source of its days.</param>
public sealed class MarketExport(MarketArchive archive, string source)
{
    /// <summary>Writes the final days of a span, and all known splits and dividends. The folder is whole, or has no days.</summary>
    /// <param name="folder">An empty folder, or one that does not exist.</param>
    /// <param name="from">The first day (New York date); <c>null</c> for the first of the archive.</param>
    /// <param name="to">The last day; <c>null</c> for the last of the archive.</param>
    /// <param name="report">Receives each year that was written.</param>
    /// <param name="cancellationToken">Cancels the export; then the folder is as before.</param>
    /// <exception cref="TableFileException">The folder is not empty or cannot be written, or there are no days.</exception>
    /// <exception cref="HistoryStoreException">A day cannot be read.</exception>
    public async Task<MarketExportSummary> WriteAsync(
        string folder, DateOnly? from, DateOnly? to, Action<int> report, CancellationToken cancellationToken)
    {
        if (File.Exists(folder)) throw new TableFileException($"'{folder}' is a file. Export to a new folder.");
        try
        {
            if (!MarketFolder.IsFree(folder))
                throw new TableFileException($"The folder '{folder}' is not empty. Export to a new folder.");
            await archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
            await archive.Dividends.RefreshAsync(cancellationToken).ConfigureAwait(false);
            var stored = archive.Days.Where(day => !(day < from) && !(day > to)).ToArray();
            var days = stored.Where(day => archive.StateOf(day) != DayState.Preliminary).ToArray();
            if (days.Length == 0) throw new TableFileException(NoDays(stored.Length));
            using var unfinished = new UnfinishedFolder(folder);
            var (bars, splits, dividends) = await WriteAsync(unfinished.Path, days, report, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            unfinished.Complete();
            return new MarketExportSummary(days.Length, bars, days[0], days[^1], splits, dividends, stored.Length - days.Length);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new TableFileException($"The folder '{folder}' cannot be written: {problem.Message.TrimEnd('.')}.", problem);
        }
    }

    private async Task<(long Bars, int Splits, int Dividends)> WriteAsync(
        string folder, DateOnly[] days, Action<int> report, CancellationToken cancellationToken)
    {
        var bars = 0L;
        foreach (var year in days.GroupBy(day => day.Year))
        {
            bars += await WriteYearAsync(MarketFolder.DaysOf(folder, year.Key), year, cancellationToken).ConfigureAwait(false);
            report(year.Key);
        }
        var splits = await WriteSplitsAsync(folder, cancellationToken).ConfigureAwait(false);
        return (bars, splits, await WriteDividendsAsync(folder, cancellationToken).ConfigureAwait(false));
    }

    private static string NoDays(int preliminary) => preliminary == 0
        ? "There are no market days to export. Scans with Polygon load them, and 'technic import' imports them."
        : "There are no final market days to export: the provider may still revise the stored ones. Try again tomorrow.";

    private async Task<long> WriteYearAsync(string path, IEnumerable<DateOnly> days, CancellationToken cancellationToken)
    {
        var bars = 0L;
        await WriteFileAsync(path, async stream =>
        {
            await using var file = await ParquetTable.BeginAsync(stream, DaysTable([]), cancellationToken).ConfigureAwait(false);
            MarketDay? neighbour = null;
            foreach (var month in days.GroupBy(day => day.Month))
            {
                var read = new List<MarketDay>();
                foreach (var day in month)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (await archive.OpenAsync(day, neighbour, cancellationToken).ConfigureAwait(false) is not { } market) continue;
                    read.Add(neighbour = market);
                    bars += market.Count;
                }
                await file.AddAsync(DaysTable(read), cancellationToken).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        return bars;
    }

    private ReportTable DaysTable(IReadOnlyList<MarketDay> days)
    {
        var count = days.Sum(day => day.Count);
        var (dates, symbols, values) = (new BarTime?[count], new string?[count], new double[6][]);
        for (var column = 0; column < values.Length; column++) values[column] = new double[count];
        var row = 0;
        foreach (var day in days)
        {
            var date = BarTime.OfDay(day.Date);
            foreach (var (symbol, bar) in day.Bars)
            {
                (dates[row], symbols[row]) = (date, symbol.Text);
                (values[0][row], values[1][row], values[2][row]) = (bar.Open, bar.High, bar.Low);
                (values[3][row], values[4][row], values[5][row]) = (bar.Close, bar.Volume, bar.Vwap);
                row++;
            }
        }
        string[] names = ["open", "high", "low", "close", "volume", "vwap"];
        return new ReportTable(
            [
                new TimeColumn("date", dates), new TextColumn("symbol", symbols),
                .. names.Select((name, column) => new NumberColumn(name, values[column])),
            ],
            MarketFolder.Facts(source));
    }

    private async Task<int> WriteSplitsAsync(string folder, CancellationToken cancellationToken)
    {
        var book = archive.Splits;
        if (book.From == DateOnly.MaxValue) return 0;
        Split[] splits = [.. book.InEffect];
        var table = RecordTable(
            splits, "execution_date", "ratio", split => (split.Symbol, split.ExecutionDate, split.Ratio), book.From, book.CheckedAt);
        await WriteFileAsync(MarketFolder.SplitsOf(folder), stream => ParquetTable.WriteAsync(stream, table, cancellationToken))
            .ConfigureAwait(false);
        return splits.Length;
    }

    private async Task<int> WriteDividendsAsync(string folder, CancellationToken cancellationToken)
    {
        var book = archive.Dividends.Dividends;
        if (book.From == DateOnly.MaxValue) return 0;
        var table = RecordTable(
            book.Dividends, "ex_date", "amount", dividend => (dividend.Symbol, dividend.ExDate, dividend.Amount), book.From,
            book.CheckedAt);
        await WriteFileAsync(MarketFolder.DividendsOf(folder), stream => ParquetTable.WriteAsync(stream, table, cancellationToken))
            .ConfigureAwait(false);
        return book.Dividends.Length;
    }

    private ReportTable RecordTable<T>(
        IReadOnlyList<T> records, string dateColumn, string valueColumn, Func<T, (Symbol Symbol, DateOnly Day, double Value)> read,
        DateOnly from, DateTimeOffset checkedAt)
    {
        var all = records.Select(read).ToArray();
        var facts = MarketFolder.Facts(source);
        facts[MarketFolder.FromFact] = from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        facts[MarketFolder.CheckedAtFact] = checkedAt.ToString("O", CultureInfo.InvariantCulture);
        return new ReportTable(
            [
                new TextColumn("symbol", [.. all.Select(record => record.Symbol.Text)]),
                new TimeColumn(dateColumn, [.. all.Select(record => (BarTime?)BarTime.OfDay(record.Day))]),
                new NumberColumn(valueColumn, [.. all.Select(record => record.Value)]),
            ],
            facts);
    }

    private static async Task WriteFileAsync(string path, Func<Stream, Task> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var stream = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        await write(stream).ConfigureAwait(false);
    }
}
