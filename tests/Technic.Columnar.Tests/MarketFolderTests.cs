using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Columnar.Tests;

/// <summary>An exported archive is what DuckDB reads, and an import of it is the same archive, to the bit.</summary>
public sealed class MarketFolderTests : IDisposable
{
    private static readonly DateOnly From = new(2025, 12, 15);
    private static readonly DateOnly To = new(2026, 3, 10);
    private static readonly Symbol[] Symbols = [Symbol.Parse("A"), Symbol.Parse("BACpL"), Symbol.Parse("BRK.B"), Symbol.Parse("SPLIT")];
    private static readonly Split Split = new(Symbol.Parse("SPLIT"), new DateOnly(2026, 1, 5), 4);
    private static readonly Dividend Dividend = new(Symbol.Parse("A"), new DateOnly(2026, 2, 6), 0.1 + 0.2);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly List<MarketArchive> _archives = [];

    public MarketFolderTests() => _clock = new MarketClock(_time);

    private string Exported => _folder.File("market");

    public void Dispose()
    {
        _archives.ForEach(archive => archive.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public async Task DuckDB_reads_every_bar_of_the_archive()
    {
        var archive = await FilledAsync(new MemoryDocuments());

        var summary = await ExportAsync(archive);
        var rows = Duck.Rows(
            $"select date, symbol, open, high, low, close, volume, vwap, year from read_parquet('{Exported}/days/*/*.parquet', "
            + "hive_partitioning = true) order by date, symbol");

        var expected = new List<object?[]>();
        foreach (var day in archive.Days)
        {
            foreach (var (symbol, bar) in (await archive.OpenAsync(day, null, default))!.Bars)
            {
                expected.Add(
                [
                    day, symbol.Text, bar.Open, bar.High, bar.Low, bar.Close, bar.Volume, double.IsNaN(bar.Vwap) ? null : bar.Vwap,
                    (long)day.Year,
                ]);
            }
        }
        Assert.Equal(expected, rows);
        Assert.Equal(
            (archive.Days.Count, expected.Count, 1, 1, 0),
            (summary.Days, summary.Bars, summary.Splits, summary.Dividends, summary.Preliminary));
    }

    [Fact]
    public async Task The_query_of_the_documentation_adjusts_for_splits_like_the_archive()
    {
        var archive = await FilledAsync(new MemoryDocuments());
        await ExportAsync(archive);

        var rows = Duck.Rows(
            $"""
            select d.date, d.close / coalesce(product(s.ratio), 1) as close
            from read_parquet('{Exported}/days/*/*.parquet') d
            left join '{Exported}/splits.parquet' s on s.symbol = d.symbol and s.execution_date > d.date
            where d.symbol = 'SPLIT' group by d.date, d.symbol, d.close order by d.date
            """);

        var market = await ParquetMarket.OpenAsync(Exported, default);
        var bars = (await market.FetchBarsAsync(Split.Symbol, Frequency.Daily, From, To, default)).Bars;
        Assert.Equal(bars.Close.ToArray(), rows.Select(row => (double)row[1]!));
        Assert.True(bars.Close[0] < (await archive.OpenAsync(From, null, default))!.BarOf(Split.Symbol)!.Value.Close);
    }

    [Fact]
    public async Task A_folder_of_an_export_is_a_source_with_its_splits_and_dividends()
    {
        var archive = await FilledAsync(new MemoryDocuments());
        await ExportAsync(archive);

        var market = await ParquetMarket.OpenAsync(Exported, default);
        var histories = await market.ReadMarketAsync(From, To, default);

        Assert.Equal(To, market.LastDay);
        Assert.Equal(Symbols.Order(), (await market.FetchListingsAsync(default)).Listings.Select(listing => listing.Symbol));
        Assert.Equal(Symbols.Order(), histories.Select(history => history.Listing.Symbol));
        Assert.Equal([Split], histories.Single(history => history.Listing.Symbol == Split.Symbol).Splits);
        Assert.Equal([Dividend], histories.Single(history => history.Listing.Symbol == Dividend.Symbol).Dividends);
        Assert.Equal(From, market.DividendsFrom);
        Assert.Matches("^parquet-[0-9a-f]{8}$", market.Name);
    }

    [Fact]
    public async Task Files_of_one_symbol_each_are_named_by_it()
    {
        foreach (var symbol in new[] { "AAPL", "BRK-B" })
            Write($"{symbol}.parquet", "select date '2026-03-02' as date, 1.0 as open, 2.0 as high, 1.0 as low, 1.5 as close, 7 as volume");

        var market = await ParquetMarket.OpenAsync(_folder.Path, default);

        Assert.Equal(["AAPL", "BRK.B"], (await market.FetchListingsAsync(default)).Listings.Select(listing => listing.Symbol.Text));
    }

    [Fact]
    public async Task An_import_of_an_export_is_the_same_archive()
    {
        var (before, after) = (new MemoryDocuments(), new MemoryDocuments());
        var archive = await FilledAsync(before);
        await ExportAsync(archive);

        var copy = await ImportAsync(after, Exported);

        Assert.Equal(archive.Days, copy.Days);
        foreach (var day in archive.Days)
        {
            var name = MarketArchive.NameOf(day);
            Assert.Equal(before.Documents[name].Payload.ToArray(), after.Documents[name].Payload.ToArray());
        }
        Assert.Equal([Split], copy.Splits.InEffect);
        Assert.Equal((archive.Splits.From, archive.Splits.CheckedAt), (copy.Splits.From, copy.Splits.CheckedAt));
        Assert.Equal([Dividend], copy.Dividends.Dividends.Dividends.ToArray());
        Assert.True(copy.Covers(new DayRange(From, To)));
    }

    [Fact]
    public async Task A_span_of_days_is_exported_alone()
    {
        var archive = await FilledAsync(new MemoryDocuments());

        var summary = await new MarketExport(archive, "scripted").WriteAsync(
            Exported, new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 31), _ => { }, default);

        Assert.Equal((new DateOnly(2026, 1, 2), new DateOnly(2026, 1, 30)), (summary.FirstDay, summary.LastDay));
        Assert.Equal(["year=2026"], Directory.GetDirectories(Path.Combine(Exported, "days")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_day_that_the_provider_may_revise_is_not_exported()
    {
        var archive = await FilledAsync(new MemoryDocuments());
        await archive.AddAsync(DayOf(new DateOnly(2026, 3, 11)), _clock.Now, 0, default);

        var summary = await ExportAsync(archive);

        Assert.Equal((To, 1), (summary.LastDay, summary.Preliminary));
    }

    [Fact]
    public async Task An_export_does_not_mix_with_other_files()
    {
        Directory.CreateDirectory(Exported);
        File.WriteAllText(Path.Combine(Exported, "mine.txt"), "mine");
        var archive = await FilledAsync(new MemoryDocuments());

        var problem = await Assert.ThrowsAsync<TableFileException>(() => ExportAsync(archive));

        Assert.Equal($"The folder '{Exported}' is not empty. Export to a new folder.", problem.Message);
    }

    [Fact]
    public async Task A_cancelled_export_leaves_no_folder_and_nothing_to_import()
    {
        var archive = await FilledAsync(new MemoryDocuments());
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new MarketExport(archive, "scripted").WriteAsync(Exported, null, null, _ => stop.Cancel(), stop.Token));

        Assert.False(Directory.Exists(Exported));
    }

    [Fact]
    public async Task An_export_that_was_killed_is_no_market_for_any_reader_and_the_next_export_replaces_it()
    {
        var archive = await FilledAsync(new MemoryDocuments());
        var copy = _folder.File("killed");
        // What a process leaves that ends after the first year.
        await new MarketExport(archive, "scripted").WriteAsync(Exported, null, null, _ => Copy(Exported, copy), default);
        Directory.Delete(Exported, recursive: true);
        Copy(copy, Exported);
        Assert.NotEmpty(Directory.GetFiles(Exported, "days.parquet", SearchOption.AllDirectories));

        var problem = await Assert.ThrowsAsync<TableFileException>(() => ParquetMarket.OpenAsync(Exported, default));
        Assert.Contains("has no files that end in .parquet", problem.Message, StringComparison.Ordinal);
        Assert.False(ParquetBars.IsParquet(Exported));
        var summary = await ExportAsync(archive);

        Assert.Equal(archive.Days.Count, summary.Days);
        Assert.Equal(
            ["days", "dividends.parquet", "splits.parquet"], Directory.GetFileSystemEntries(Exported).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task An_export_into_a_file_or_below_one_is_one_sentence()
    {
        var archive = await FilledAsync(new MemoryDocuments());
        await File.WriteAllTextAsync(Exported, "mine");
        Task ExportTo(string folder) => new MarketExport(archive, "scripted").WriteAsync(folder, null, null, _ => { }, default);

        var file = await Assert.ThrowsAsync<TableFileException>(() => ExportTo(Exported));
        var below = await Assert.ThrowsAsync<TableFileException>(() => ExportTo(Path.Combine(Exported, "market")));

        Assert.Equal($"'{Exported}' is a file. Export to a new folder.", file.Message);
        Assert.StartsWith($"The folder '{Path.Combine(Exported, "market")}' cannot be written: ", below.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Exported));
    }

    [Theory]
    [InlineData("symbol", "date")]
    [InlineData("date", "symbol")]
    public async Task Folders_of_partitions_are_symbols_and_days(params string[] partitions)
    {
        var by = string.Join(", ", partitions);
        var folder = _folder.File("partitioned");
        Duck.Rows(
            $"copy (select unnest(['BRK.B', 'A']) as symbol, unnest([date '2026-03-02', date '2026-03-03']) as date, 1.0 as open, "
            + $"2.0 as high, 1.0 as low, 1.5 as close, 7 as volume) to '{folder}' (format parquet, partition_by ({by}), "
            + "write_partition_columns false)");

        var market = await ParquetMarket.OpenAsync(folder, default);
        var a = await market.FetchBarsAsync(Symbol.Parse("A"), Frequency.Daily, From, new(2026, 12, 31), default);

        Assert.Equal(["A", "BRK.B"], (await market.FetchListingsAsync(default)).Listings.Select(listing => listing.Symbol.Text));
        Assert.Equal([BarTime.OfDay(new DateOnly(2026, 3, 3))], a.Bars.Times.ToArray());
    }

    [Fact]
    public async Task Files_of_tools_beside_the_data_are_left_out()
    {
        Write("AAPL.parquet", "select date '2026-03-02' as date, 1.0 as open, 2.0 as high, 1.0 as low, 1.5 as close, 7 as volume");
        foreach (var name in new[] { "_delta_log", ".ipynb_checkpoints" })
        {
            Directory.CreateDirectory(_folder.File(name));
            Write($"{name}/notes.parquet", "select 1 as version");
        }
        Write("_metadata.parquet", "select 1 as version");

        var market = await ParquetMarket.OpenAsync(_folder.Path, default);

        Assert.Single((await market.FetchListingsAsync(default)).Listings);
    }

    [Fact]
    public async Task An_empty_archive_is_an_error()
    {
        var archive = Archive(new MemoryDocuments());

        var problem = await Assert.ThrowsAsync<TableFileException>(() => ExportAsync(archive));

        Assert.StartsWith("There are no market days to export.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date '2026-03-02' as date, 'brk-b' as symbol, 1.5 as open, 2::int as high, 1::bigint as low, 1.5::float as close")]
    [InlineData("'2026-03-02' as Date, 'BRK/B' as Ticker, 1.5 as Open, 2.0 as High, 1.0 as Low, 1.5 as Close")]
    [InlineData("timestamp '2026-03-02' as timestamp, 'BRK.B' as symbol, 1.5::double as open, 2.0 as high, 1.0 as low, 1.5 as close")]
    [InlineData("20260302 as day, 'BRK.B' as code, 1.5 as o, 2::utinyint as h, 1::smallint as l, 1.5 as c")]
    [InlineData("epoch_ms(timestamp '2026-03-02') as t, 'BRK.B' as symbol, 1.5 as o, 2::uinteger as h, 1::usmallint as l, 1.5 as c")]
    [InlineData("epoch_ns(timestamp '2026-03-02 05:00:00') as window_start, 'BRK.B' as ticker, 1.5 as open, 2 as high, 1 as low, 1.5 as c")]
    [InlineData("epoch(timestamp '2026-03-02')::bigint as time, 'BRK.B' as ticker, 1.5 as open, 2 as high, 1::tinyint as low, 1.5 as c")]
    [InlineData("timestamptz '2026-03-02 05:00:00+00' as Date, 'BRK.B' as symbol, 1.5 as open, 2 as high, 1 as low, 1.5 as close")]
    [InlineData("timestamptz '2026-03-02 21:00:00+00' as Date, 'BRK.B' as symbol, 1.5 as open, 2 as high, 1 as low, 1.5 as close")]
    [InlineData("timestamp '2026-03-02 16:00:00' as Date, 'BRK.B' as symbol, 1.5 as open, 2 as high, 1 as low, 1.5 as close")]
    [InlineData("'20260302' as Date, 'BRK.B' as symbol, 1.5 as open, 2 as high, 1 as low, 1.5 as close")]
    [InlineData("timestamptz '2026-03-02 05:00:00+00' as Date, 'BRK.B' as symbol, 1.5 as open, 2.0 as high, 1.0 as low, 1.5 as close")]
    [InlineData("timestamp_ns '2026-03-02 00:00:00' as date, 'BRK.B' as symbol, 1.5 as open, 2.0 as high, 1.0 as low, 1.5 as close")]
    [InlineData("timestamp_ms '2026-03-02 00:00:00' as date, 'BRK.B' as symbol, 1.5 as open, 2.0 as high, 1.0 as low, 1.5 as close")]
    [InlineData("timestamp_s '2026-03-02 00:00:00' as date, 'BRK.B' as symbol, 1.5 as open, 2.0 as high, 1.0 as low, 1.5 as close")]
    [InlineData("20260302 as date, 'BRK.B' as symbol, 1.5 as open, 2.0 as high, 1.0 as low, 1.5 as close")]
    [InlineData("'20260302' as date, 'BRK.B' as symbol, 1.5 as open, 2.0 as high, 1.0 as low, 1.5 as close")]
    [InlineData("'2026-03-02 00:00:00' as datetime, 'BRK.B' as symbol, 1.5 as open, 2.0 as high, 1.0 as low, 1.5 as close")]
    [InlineData("1772409600 as date, 'BRK.B' as symbol, 1.5 as open, 2.0 as high, 1.0 as low, 1.5 as close")]
    [InlineData("1772409600000 as timestamp, 'BRK.B' as symbol, 1.5 as open, 2.0 as high, 1.0 as low, 1.5 as close")]
    [InlineData("1772409600000000 as date, 'BRK.B' as symbol, 1.5 as open, 2.0 as high, 1.0 as low, 1.5 as close")]
    [InlineData("1772427600000000000 as window_start, 'BRK.B' as symbol, 1.5 as open, 2.0 as high, 1.0 as low, 1.5 as close")]
    [InlineData("timestamp '2026-03-02' as __index_level_0__, 'BRK.B' as symbol, 1.5 as open, 2.0 as high, 1.0 as low, 1.5 as close")]
    [InlineData("date '2026-03-02' as date, 'BRK.B' as symbol, 1.5 as open, 2::tinyint as high, 1::usmallint as low, 1.5::float as close")]
    [InlineData("20260302 as date, 'BRK.B' as symbol, 1.5::decimal(38, 4) as open, 2::uinteger as high, 1::hugeint as low, 1.5 as close")]
    [InlineData("20260302 as date, 'BRK.B'::enum('BRK.B') as symbol, 1.5 as open, 2::smallint as high, 1::utinyint as low, 1.5 as close")]
    public async Task Parquet_of_other_tools_is_read(string columns)
    {
        var file = Write("bars.parquet", $"select {columns}, 7::ubigint as volume");

        var copy = await ImportAsync(new MemoryDocuments(), file);

        var day = await copy.OpenAsync(new DateOnly(2026, 3, 2), null, default);
        Assert.Equal([new(Symbol.Parse("BRK.B"), new Bar(BarTime.OfDay(new DateOnly(2026, 3, 2)), 1.5, 2, 1, 1.5, 7))], day!.Bars);
    }

    [Theory]
    [InlineData("date '2026-03-02' as date, 'A' as symbol, 1 as open, 1 as quantity", "has no column 'volume'")]
    [InlineData("'monday' as date, 'A' as symbol, 1 as open, 1 as volume", "has no valid date")]
    [InlineData("timestamp '2026-03-02 09:30:00' as date, 'A' as symbol, 1 as open, 1 as volume", "daily bars have dates")]
    [InlineData("date '2026-03-02' as date, 'A' as symbol, 'x' as open, 1 as volume", "expected numbers in the column 'open', found texts")]
    [InlineData("date '2026-03-02' as date, 1 as symbol, 1 as open, 1 as volume", "expected texts in the column 'symbol'")]
    [InlineData("date '2026-03-02' as date, 'not a ticker' as symbol, 1 as open, 1 as volume", "not a ticker")]
    public async Task A_file_with_other_content_is_rejected_with_its_name(string columns, string complaint)
    {
        var file = Write("bars.parquet", $"select {columns}, 1.0 as high, 1.0 as low, 1.0 as close");

        var problem = await Assert.ThrowsAsync<TableFileException>(() => ImportAsync(new MemoryDocuments(), file));

        Assert.Contains(complaint, problem.Message, StringComparison.Ordinal);
        Assert.Contains(file, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_damage_of_a_file_is_one_sentence_about_it()
    {
        var archive = await FilledAsync(new MemoryDocuments());
        await ExportAsync(archive);
        var path = Path.Combine(Exported, "days", "year=2026", "days.parquet");
        var bytes = await File.ReadAllBytesAsync(path);
        foreach (var length in new[] { 0, 4, bytes.Length / 2, bytes.Length - 9 })
        {
            await File.WriteAllBytesAsync(path, bytes[..length]);

            var problem = await Assert.ThrowsAsync<TableFileException>(() => ImportAsync(new MemoryDocuments(), path));

            Assert.StartsWith($"'{path}' cannot be read as Parquet: ", problem.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("snappy")]
    [InlineData("gzip")]
    [InlineData("brotli")]
    [InlineData("lz4_raw")]
    [InlineData("uncompressed")]
    public async Task Every_compression_is_read(string compression)
    {
        var path = _folder.File("bars.parquet");
        Duck.Rows(
            $"copy (select 'A' as symbol, date '2026-03-02' as date, 1.0 as open, 2.0 as high, 1.0 as low, 1.5 as close, 7 as volume) "
            + $"to '{path}' (format parquet, compression {compression})");

        var market = await ParquetMarket.OpenAsync(path, default);

        Assert.Single((await market.FetchListingsAsync(default)).Listings);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path, overwrite: true);
        }
    }

    private async Task<MarketArchive> FilledAsync(MemoryDocuments documents)
    {
        var archive = Archive(documents);
        await archive.RefreshAsync(default);
        var fetched = _clock.Now;
        foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(From, To)) await archive.AddAsync(DayOf(day), fetched, 0, default);
        await archive.Known.AddAsync([Split], new DayRange(From, To), fetched, default);
        await archive.Dividends.AddAsync([Dividend], new DayRange(From, To), fetched, default);
        return archive;
    }

    /// <summary>A day whose numbers have all bits in use; every other day has no volume-weighted average prices.</summary>
    private static MarketDay DayOf(DateOnly day)
    {
        var bars = new Dictionary<Symbol, Bar>();
        for (var i = 0; i < Symbols.Length; i++)
        {
            var low = (day.DayNumber % 997 + 1) / 7.0 * (i + 1);
            var vwap = day.DayNumber % 2 == 0 || i == 1 ? double.NaN : low * 1.01;
            bars[Symbols[i]] = new Bar(BarTime.OfDay(day), low * 1.02, low * 1.03, low, low / 0.99, day.DayNumber * 1.1, vwap);
        }
        return MarketDay.Of(day, bars);
    }

    private MarketArchive Archive(MemoryDocuments documents)
    {
        var archive = new MarketArchive(documents, _clock, NullLoggerFactory.Instance);
        _archives.Add(archive);
        return archive;
    }

    private Task<MarketExportSummary> ExportAsync(MarketArchive archive) =>
        new MarketExport(archive, "scripted").WriteAsync(Exported, null, null, _ => { }, default);

    private async Task<MarketArchive> ImportAsync(MemoryDocuments documents, string path)
    {
        var archive = Archive(documents);
        var import = new MarketImport(archive, _clock);
        await foreach (var part in MarketFolder.ReadDaysAsync(path, default)) await import.AddAsync(part, default);
        if (await MarketFolder.ReadSplitsAsync(path, default) is { } splits)
            await import.AddAsync(splits.Records, splits.From, splits.CheckedAt, default);
        if (await MarketFolder.ReadDividendsAsync(path, default) is { } dividends)
            await import.AddAsync(dividends.Records, dividends.From, dividends.CheckedAt, default);
        return archive;
    }

    private string Write(string name, string query)
    {
        var path = _folder.File(name);
        Duck.Rows($"copy ({query}) to '{path}' (format parquet)");
        return path;
    }
}
