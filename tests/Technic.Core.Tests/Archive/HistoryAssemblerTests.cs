using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>Histories from the archive, compared with the same ones built bar by bar.</summary>
public sealed class HistoryAssemblerTests : IDisposable
{
    private const int Symbols = 600;
    private const int Days = 150;
    private static readonly DateOnly Wednesday = new(2026, 3, 11);
    private static readonly DateOnly From = Wednesday.AddDays(-Days);
    private static readonly DayRange Window = new(From, Wednesday);
    private static readonly DateOnly[] Sessions = [.. ExchangeCalendar.Nyse.SessionsBetween(From, Wednesday)];

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly MemoryDocuments _documents = new();
    private readonly MarketArchive _archive;
    private readonly HistoryAssembler _assembler;

    public HistoryAssemblerTests()
    {
        _clock = new MarketClock(_time);
        _archive = new MarketArchive(_documents, _clock, NullLoggerFactory.Instance, maxDecodedBytes: 1 << 20);
        _assembler = new HistoryAssembler(_archive, _clock, "test");
    }

    public void Dispose() => _archive.Dispose();

    private static Symbol SymbolAt(int number) => Symbol.Parse($"S{number:D3}");

    /// <summary>A bar as traded; a symbol trades on most days, and one in ten on few of them.</summary>
    private static Bar? RawBar(int symbol, int day)
    {
        var random = new Random((symbol * 1_000) + day);
        if (random.Next(100) < (symbol % 10 == 3 ? 95 : 2)) return null;
        var low = 1 + (100 * random.NextDouble());
        return new Bar(BarTime.OfDay(Sessions[day]), low * 1.01, low * 1.05, low, low * 1.02, random.Next(1_000_000),
            // The source gives them from a day on, and not for all symbols.
            day < 40 || symbol % 4 == 1 ? double.NaN : low * 1.03);
    }

    private static BarSeries Raw(int symbol) =>
        BarSeries.FromBars([.. Enumerable.Range(0, Sessions.Length).Select(day => RawBar(symbol, day)).OfType<Bar>()]);

    private async Task FillAsync(Func<DateOnly, bool>? isThere = null)
    {
        for (var day = 0; day < Sessions.Length; day++)
        {
            if (isThere?.Invoke(Sessions[day]) == false) continue;
            var bars = new Dictionary<Symbol, Bar>();
            for (var symbol = 0; symbol < Symbols; symbol++)
            {
                if (RawBar(symbol, day) is { } bar) bars[SymbolAt(symbol)] = bar;
            }
            await _archive.AddAsync(MarketDay.Of(Sessions[day], bars), _clock.Now, leftOut: 0, default);
        }
    }

    private HistorySearch Search(int count, int days = Days) =>
        new(
            [.. Enumerable.Range(0, count).Select(i => new PriceHistoryKey(SymbolAt(i), days, Frequency.Daily))],
            _clock.Take()) { Splits = _archive.Splits };

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(Symbols)]
    public async Task A_history_is_the_raw_bars_of_its_symbol_adjusted_by_the_splits_in_its_window(int count)
    {
        await FillAsync();
        Split[] splits =
        [
            new(SymbolAt(0), Sessions[20], 4), new(SymbolAt(0), Sessions[70], 0.5), new(SymbolAt(255), Sessions[0], 2),
            new(SymbolAt(256), Wednesday, 3),
            new(SymbolAt(599), Sessions[50], 10), new(SymbolAt(1), Wednesday.AddDays(1), 7),
        ];
        await _archive.Known.AddAsync(splits, Window, _clock.Now, default);
        var search = Search(count);

        var assembly = await _assembler.AssembleAsync(search, search.Open(), default);

        Assert.Equal(count, assembly.Histories.Length);
        for (var i = 0; i < count; i++)
        {
            var expected = SplitAdjustment.Adjust(Raw(i), splits.Where(split => split.Symbol == SymbolAt(i)), Wednesday);
            var history = assembly.Histories[i]!;
            Assert.True(expected.HasSameBars(history.Bars), $"The bars of S{i:D3} differ.");
            Assert.Equal(new PriceHistory(search.Open()[i].Key, history.Bars, _clock.Now, "test"), history);
        }
        // The last day can still be revised until the next morning.
        Assert.Equal(_clock.SettledAt(Wednesday), assembly.FreshUntil);
        Assert.Null(assembly.Problem);
    }

    [Fact]
    public async Task Searches_at_the_same_time_hold_the_days_of_no_more_passes_than_there_are_processors()
    {
        await FillAsync();
        await _archive.Known.AddAsync([], Window, _clock.Now, default);
        using var archive = new MarketArchive(_documents, _clock, NullLoggerFactory.Instance, maxDecodedBytes: 1);
        await archive.RefreshAsync(default);
        var assembler = new HistoryAssembler(archive, _clock, "test");
        var (release, held) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        _documents.DuringRead = _ =>
        {
            Interlocked.Increment(ref held);
            return release.Task;
        };
        // Each begins with a day of its own.
        var searches = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(i => Search(2, Days - (7 * i))).ToArray();

        var running = searches.Select(search => assembler.AssembleAsync(search, search.Open(), default).AsTask()).ToArray();
        SpinWait.SpinUntil(() => Volatile.Read(ref held) >= Environment.ProcessorCount, TimeSpan.FromSeconds(30));
        Assert.Equal(Environment.ProcessorCount, Volatile.Read(ref held));
        release.SetResult();

        Assert.All(await Task.WhenAll(running), assembly => Assert.All(assembly.Histories, Assert.NotNull));
    }

    [Fact]
    public async Task A_search_waits_for_every_day_and_for_the_splits()
    {
        await FillAsync(day => day != Sessions[30]);
        var search = Search(2);
        Assert.All((await _assembler.AssembleAsync(search, search.Open(), default)).Histories, Assert.Null);
        await _archive.Known.AddAsync([], Window, _clock.Now, default);

        search = Search(2);
        Assert.All((await _assembler.AssembleAsync(search, search.Open(), default)).Histories, Assert.Null);
        search = Search(2, days: Wednesday.DayNumber - Sessions[31].DayNumber);
        Assert.All((await _assembler.AssembleAsync(search, search.Open(), default)).Histories, Assert.NotNull);
    }

    [Fact]
    public async Task A_copy_is_continued_by_the_days_after_it_and_loses_those_before_the_window()
    {
        await FillAsync(day => day > Sessions[59]);
        await _archive.Known.AddAsync([new Split(SymbolAt(0), Sessions[10], 2)], Window, _clock.PublishedAt(Sessions[60]), default);
        await _archive.Known.AddAsync([new Split(SymbolAt(0), Sessions[10], 2)], Window, _clock.Now, default);
        var search = Search(2);
        var known = new PriceHistory(
            new PriceHistoryKey(SymbolAt(0), Days, Frequency.Daily), Raw(0).Between(DateOnly.MinValue, Sessions[60]),
            _clock.PublishedAt(Sessions[60]), "test");

        var assembly = await _assembler.AssembleAsync(search, [search.Open()[0] with { Known = known }, search.Open()[1]], default);

        Assert.True(Raw(0).HasSameBars(assembly.Histories[0]!.Bars));
        Assert.Equal(_clock.Now, assembly.Histories[0]!.FetchedAt);
        Assert.Null(assembly.Histories[1]);
    }

    [Fact]
    public async Task A_copy_that_is_continued_without_a_new_bar_has_columns_of_its_own_length()
    {
        await FillAsync();
        await _archive.Known.AddAsync([], Window, _clock.Now, default);
        var search = Search(Symbols, days: 20);
        var number = Enumerable.Range(0, Symbols).First(i =>
            Raw(i).Between(Sessions[^5], Wednesday).Count == 0 && Raw(i).Between(search.Window.From, Sessions[^6]).Count > 0);
        var query = search.Open()[number];
        var wide = new PriceHistory(query.Key with { Days = Days }, Raw(number), _clock.SettledAt(Sessions[^6]), "test");

        var bars = (await _assembler.AssembleAsync(search, [query with { Known = wide }], default)).Histories[0]!.Bars;

        Assert.True(Raw(number).Between(search.Window.From, Wednesday).HasSameBars(bars));
        Assert.Equal(BarSeries.FromBars([.. Enumerable.Range(0, bars.Count).Select(i => bars[i])]).Bytes, bars.Bytes);
    }

    [Fact]
    public async Task Splits_that_were_checked_for_a_later_session_make_no_history_of_that_session()
    {
        await FillAsync();
        var moment = _clock.Take();
        _time.Advance(TimeSpan.FromDays(1));
        await _archive.Known.AddAsync([], Window, _clock.Now, default);
        var search = new HistorySearch([new PriceHistoryKey(SymbolAt(0), Days, Frequency.Daily)], moment) { Splits = _archive.Splits };

        var assembly = await _assembler.AssembleAsync(search, search.Open(), default);

        Assert.Equal(moment.Now, assembly.Histories[0]!.FetchedAt);
    }

    [Fact]
    public async Task Splits_that_were_checked_after_the_moment_on_the_same_evening_date_the_history()
    {
        await FillAsync();
        var moment = _clock.Take();
        _time.Advance(TimeSpan.FromMinutes(1));
        await _archive.Known.AddAsync([], Window, _clock.Now, default);
        var search = new HistorySearch([new PriceHistoryKey(SymbolAt(0), Days, Frequency.Daily)], moment) { Splits = _archive.Splits };

        Assert.Equal(_clock.Now, (await _assembler.AssembleAsync(search, search.Open(), default)).Histories[0]!.FetchedAt);
    }

    [Fact]
    public async Task A_session_without_bars_whose_bars_may_still_come_shortens_the_life_of_the_answer()
    {
        await FillAsync(day => day != Wednesday);
        await _archive.AddAsync(MarketDay.FromColumns(Wednesday, [], []), _clock.Now, leftOut: 0, default);
        await _archive.Known.AddAsync([], Window, _clock.Now, default);
        var search = Search(1);

        var assembly = await _assembler.AssembleAsync(search, search.Open(), default);

        Assert.Equal(Clocks.At(2026, 3, 11, 22, 0), assembly.FreshUntil);
        Assert.True(Raw(0).Between(From, Sessions[^2]).HasSameBars(assembly.Histories[0]!.Bars));
    }

    [Fact]
    public async Task Old_histories_end_with_the_last_day_that_came_and_are_dated_by_its_publication()
    {
        await FillAsync(day => day < Sessions[^2]);
        await _archive.Known.AddAsync([], Window, _clock.Now, default);
        var search = Search(2);

        var old = await _assembler.AssembleOldAsync(search, search.Open(), default);

        Assert.All(
            old, history => Assert.Equal((Sessions[^3], _clock.PublishedAt(Sessions[^3])), (history!.AsOf!.Value.Date, history.FetchedAt)));
        Assert.True(Raw(1).Between(From, Sessions[^3]).HasSameBars(old[1]!.Bars));
    }

    [Fact]
    public async Task There_are_no_old_histories_of_an_archive_without_a_day_or_of_intraday_bars()
    {
        var search = Search(2);
        Assert.All(await _assembler.AssembleOldAsync(search, search.Open(), default), Assert.Null);
        await FillAsync();
        await _archive.Known.AddAsync([], Window, _clock.Now, default);
        var intraday = new HistorySearch(
            [new PriceHistoryKey(SymbolAt(0), Days, Frequency.Intraday)], _clock.Take()) { Splits = _archive.Splits };

        Assert.Null(Assert.Single(await _assembler.AssembleOldAsync(intraday, intraday.Open(), default)));
    }

    [Fact]
    public async Task A_copy_is_continued_beside_histories_that_need_all_days()
    {
        await FillAsync();
        Split[] splits = [new(SymbolAt(0), Sessions[10], 2)];
        await _archive.Known.AddAsync(splits, Window, _clock.PublishedAt(Sessions[60]), default);
        await _archive.Known.AddAsync(splits, Window, _clock.Now, default);
        var search = Search(3);
        var expected = SplitAdjustment.Adjust(Raw(0), splits, Wednesday);
        var known = new PriceHistory(
            search.Open()[0].Key, expected.Between(DateOnly.MinValue, Sessions[60]), _clock.PublishedAt(Sessions[60]), "test");

        var assembly = await _assembler.AssembleAsync(
            search, [search.Open()[0] with { Known = known }, search.Open()[1], search.Open()[2]], default);

        Assert.True(expected.HasSameBars(assembly.Histories[0]!.Bars));
        for (var i = 1; i < 3; i++) Assert.True(Raw(i).HasSameBars(assembly.Histories[i]!.Bars));
    }

    [Fact]
    public async Task A_bar_of_a_copy_that_was_not_final_is_dropped_when_the_symbol_did_not_trade_then()
    {
        await FillAsync();
        await _archive.Known.AddAsync([], Window, _clock.Now, default);
        var number = Enumerable.Range(0, Symbols)
            .First(i => RawBar(i, 59) is not null && RawBar(i, 60) is null && RawBar(i, 61) is not null);
        var search = Search(number + 1);
        var preliminary = RawBar(number, 59)!.Value with { Time = BarTime.OfDay(Sessions[60]) };
        var known = new PriceHistory(
            search.Open()[number].Key, Raw(number).Between(DateOnly.MinValue, Sessions[59]).Append(BarSeries.FromBars([preliminary])),
            _clock.PublishedAt(Sessions[60]), "test");

        var assembly = await _assembler.AssembleAsync(search, [search.Open()[number] with { Known = known }], default);

        Assert.True(Raw(number).HasSameBars(assembly.Histories[0]!.Bars));
    }

    [Fact]
    public async Task A_copy_that_lacks_a_split_is_not_continued()
    {
        await FillAsync();
        Split[] splits = [new(SymbolAt(0), Sessions[30], 4)];
        await _archive.Known.AddAsync(splits, Window, _clock.Now, default);
        var search = Search(1);
        var known = new PriceHistory(
            search.Open()[0].Key, Raw(0).Between(DateOnly.MinValue, Sessions[60]), _clock.SettledAt(Sessions[60]), "test");

        var assembly = await _assembler.AssembleAsync(search, [search.Open()[0] with { Known = known }], default);

        Assert.True(SplitAdjustment.Adjust(Raw(0), splits, Wednesday).HasSameBars(assembly.Histories[0]!.Bars));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public async Task There_is_no_history_across_a_day_that_turns_out_to_be_damaged(int damaged)
    {
        await FillAsync();
        await _archive.Known.AddAsync([], Window, _clock.Now, default);
        _documents.Put(MarketArchive.NameOf(Sessions[damaged]), new StoredDocument("damaged"u8.ToArray(), _clock.Now));
        using var archive = new MarketArchive(_documents, _clock, NullLoggerFactory.Instance);
        await archive.RefreshAsync(default);
        var search = Search(2);

        var assembly = await new HistoryAssembler(archive, _clock, "test").AssembleAsync(search, search.Open(), default);

        Assert.All(assembly.Histories, Assert.Null);
        Assert.Equal([Sessions[damaged]], archive.Missing(Window));
    }
}
