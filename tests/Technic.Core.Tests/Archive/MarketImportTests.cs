using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Archive;
using Technic.Core.Market.Calendar;
using Technic.Core.Market.Files;
using Technic.Core.Text;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>An import describes a file, drops what does not belong to it, and replaces partial days.</summary>
public sealed class MarketImportTests : IDisposable
{
    private static readonly DateOnly Friday = new(2026, 11, 20);

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryDocuments _documents = new();
    private readonly MarketClock _clock = new(TimeProvider.System);
    private readonly MarketArchive _archive;

    public MarketImportTests() => _archive = new MarketArchive(_documents, _clock, NullLoggerFactory.Instance);

    public void Dispose()
    {
        _archive.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_flat_file_is_a_day_of_a_number_of_symbols() =>
        Assert.Equal(
            "day aggregates of 2026-11-20, 3 symbols", MarketFile.Read(FlatFile("day.csv", Friday, "A", "B", "C"), default).Description);

    [Fact]
    public void Rows_of_another_date_are_left_out_of_the_file_of_a_day()
    {
        var text = File.ReadAllText(FlatFile("day.csv", Friday, "A", "B")) + FlatRow("C", Friday.AddDays(-1));

        var file = MarketFile.Read(_folder.Write("day.csv", text), default);

        Assert.Equal([Friday], file.Days.Keys);
        Assert.Equal((BarDrops.AnotherDate, 1, true), (file.Dropped[0].Reason, file.Dropped[0].Count, file.IsIncomplete));
    }

    [Fact]
    public void Days_that_were_put_into_one_file_stay_days()
    {
        var days = FlatFile("a.csv", Friday, "A", "B", "C");
        var text = File.ReadAllText(days) + string.Concat(new[] { "A", "B", "D" }.Select(symbol => FlatRow(symbol, Friday.AddDays(-1))));

        Assert.Equal([3, 3], MarketFile.Read(_folder.Write("days.csv", text), default).Days.Values.Select(day => day.Count));
    }

    [Fact]
    public void A_single_line_that_does_not_begin_at_midnight_is_left_out()
    {
        var text = File.ReadAllText(FlatFile("day.csv", Friday, "A", "B", "C")) + FlatRow("D", Friday, new TimeOnly(9, 30));

        var file = MarketFile.Read(_folder.Write("day.csv", text), default);

        Assert.Equal((3, BarDrops.NotADay, true), (file.Bars, file.Dropped[0].Reason, file.IsIncomplete));
    }

    [Fact]
    public void A_file_named_after_another_date_is_said()
    {
        var file = MarketFile.Read(FlatFile("2026-11-19.csv", Friday, "A", "B"), default);

        Assert.Contains("contains 2026-11-19", file.Warning, StringComparison.Ordinal);
        Assert.True(file.IsIncomplete);
    }

    [Fact]
    public void A_day_before_the_calendar_is_left_out_of_the_archive() =>
        Assert.Equal([new DateOnly(1990, 1, 2)], MarketFile.Read(TestData.PathOf("cases/files/pre1990.csv"), default).Days.Keys);

    [Fact]
    public void Intraday_bars_are_refused()
    {
        var path = _folder.Write("bars.csv", "symbol,date,open,high,low,close,volume\nA,2026-11-20T09:35,10,12,9,11,5\n");

        Assert.Contains(
            "5-minute bars", Assert.Throws<CsvFormatException>(() => MarketFile.Read(path, default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_complete_day_is_kept_unless_it_is_to_be_replaced()
    {
        await ImportAsync(FlatFile("a.csv", Friday, "A", "B", "C"));

        var kept = await ImportAsync(FlatFile("b.csv", Friday, "A", "B", "D"));
        Assert.Equal((0, 1, 0), (kept.Days, kept.KeptDays, kept.ReplacedDays));
        Assert.Equal(["A", "B", "C"], await SymbolsAsync());

        var replaced = await ImportAsync(FlatFile("b.csv", Friday, "A", "B", "D"), replace: true);
        Assert.Equal((1, 0, 1), (replaced.Days, replaced.KeptDays, replaced.ReplacedDays));
        Assert.Equal(["A", "B", "D"], await SymbolsAsync());
    }

    [Fact]
    public async Task A_partial_day_is_replaced_by_a_file_with_more_symbols()
    {
        await ImportAsync(FlatFile("a.csv", Friday, "A", "B"));

        var summary = await ImportAsync(FlatFile("b.csv", Friday, "A", "C", "D", "E"));

        Assert.Equal((1, 1), (summary.Days, summary.ReplacedDays));
        Assert.Equal(["A", "C", "D", "E"], await SymbolsAsync());
    }

    [Fact]
    public async Task A_day_with_far_fewer_symbols_than_its_neighbours_is_named()
    {
        var many = Enumerable.Range(0, 100).Select(i => $"S{i}").ToArray();
        await ImportAsync(FlatFile("a.csv", Friday.AddDays(-1), many));

        var summary = await ImportAsync(FlatFile("b.csv", Friday, many[..40]));

        Assert.Equal([new ThinDay(Friday, 40, 100)], summary.Thin);
    }

    [Fact]
    public async Task Files_of_one_import_are_put_together()
    {
        var import = new MarketImport(_archive, _clock);
        await import.AddAsync(MarketFile.Read(FlatFile("a.csv", Friday, "A", "B"), default), default);
        await import.AddAsync(MarketFile.Read(FlatFile("b.csv", Friday, "C"), default), default);

        Assert.Equal((1, 3L), ((await import.SummaryAsync(default)).Days, (await import.SummaryAsync(default)).Bars));
        Assert.Equal(["A", "B", "C"], await SymbolsAsync());
    }

    [Fact]
    public void Files_of_one_symbol_each_are_read_together()
    {
        _folder.Write("AAA.csv", "date,open,high,low,close,volume\n2026-11-20,10,12,9,11,5\n");
        _folder.Write("BBB.csv", "date,open,high,low,close,volume\n2026-11-20,10,12,9,11,5\n");

        var file = Assert.Single(MarketFile.ReadAll([_folder.Path], BarFileOptions.Default, default));

        Assert.Equal("daily bars of 2026-11-20, 2 symbols", file.Description);
    }

    private async Task<ImportSummary> ImportAsync(string path, bool replace = false)
    {
        var import = new MarketImport(_archive, _clock, replace);
        await import.AddAsync(MarketFile.Read(path, default), default);
        return await import.SummaryAsync(default);
    }

    private async Task<string[]> SymbolsAsync() =>
        [.. (await _archive.OpenAsync(Friday, neighbour: null, default))!.Symbols.ToArray().Select(symbol => symbol.Text)];

    private string FlatFile(string name, DateOnly day, params string[] symbols) => _folder.Write(
        name,
        "ticker,volume,open,close,high,low,window_start,transactions\n" + string.Concat(symbols.Select(symbol => FlatRow(symbol, day))));

    private static string FlatRow(string symbol, DateOnly day, TimeOnly time = default) =>
        FormattableString.Invariant($"{symbol},1000,10,11,12,9,{NewYork.Instant(day, time).ToUnixTimeMilliseconds()}000000,7\n");
}
