using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Core.Tests.Provider;

/// <summary>Provider requests of single keys: what is requested, what continues an older copy, and what is kept.</summary>
public sealed class HistoryFetchTests : IDisposable
{
    private static readonly PriceHistoryKey Key = PriceHistoryKey.Parse("ACME_90_daily");
    // The last final session on Wednesday evening: its bar is the last that is kept.
    private static readonly DateOnly Tuesday = new(2026, 3, 10);
    private static readonly DateOnly Wednesday = new(2026, 3, 11);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly MemoryHistoryStore _rows = new();
    private readonly HistoryMemory _memory;
    private readonly CacheCounters _counters;

    public HistoryFetchTests()
    {
        _clock = new MarketClock(_time);
        _memory = new HistoryMemory(_clock, new MemoryTierOptions(Jitter: 0));
        _counters = new CacheCounters(_memory);
    }

    public void Dispose() => _counters.Dispose();

    private HistoryFinder Finder(IPriceSource source) => new LocalTiers(
        source, _rows, new HistoryKeeper(_memory, _clock), market: null, _counters, new HistoryRules(), fetchWindow: 4,
        NullLoggerFactory.Instance).Finder;

    /// <summary>A source whose bars a test changes.</summary>
    private sealed class ListedSource(BarSeries bars) : IPriceSource
    {
        public BarSeries Bars { get; set; } = bars;

        public List<DateOnly> AskedFrom { get; } = [];

        public string Name => "listed";

        public string Description => "Bars of a test.";

        public int? RequestsPerMinute => null;

        public Task<FetchedBars> FetchBarsAsync(
            Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken)
        {
            AskedFrom.Add(from);
            return Task.FromResult(new FetchedBars(Bars.Between(from, to), 1));
        }

        public Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private static BarSeries Bars(DateOnly to, Func<Bar, Bar>? change = null) => BarSeries.FromBars(
        [.. ExchangeCalendar.Nyse.SessionsBetween(to.AddDays(-200), to).Select(day =>
            (change ?? (bar => bar))(new Bar(BarTime.OfDay(day), 10, 12, 9, 11, day.DayNumber)))]);

    [Theory]
    [InlineData("open")]
    [InlineData("high")]
    [InlineData("low")]
    [InlineData("close")]
    public async Task An_older_copy_whose_last_settled_bar_has_another_price_now_is_requested_anew(string price)
    {
        var source = new ListedSource(Bars(Wednesday));
        var finder = Finder(source);
        await finder.FindAsync(Key, _clock.Take(), default);
        _time.Advance(TimeSpan.FromDays(1));
        source.Bars = Bars(Wednesday.AddDays(1), bar => price switch
        {
            "open" => bar with { Open = 10.5 }, "high" => bar with { High = 12.5 }, "low" => bar with { Low = 9.5 },
            _ => bar with { Close = 11.5 },
        });

        var lookup = await finder.FindAsync(Key, _clock.Take(), default);

        Assert.Equal([Tuesday, Wednesday.AddDays(1 - 90)], source.AskedFrom[1..]);
        Assert.Equal(2, lookup.Requests);
        Assert.True(source.Bars.Between(Wednesday.AddDays(1 - 90), Wednesday.AddDays(1)).HasSameBars(lookup.History!.Bars));
    }

    [Fact]
    public async Task A_volume_that_was_corrected_does_not_have_everything_requested_again()
    {
        var source = new ListedSource(Bars(Wednesday));
        var finder = Finder(source);
        await finder.FindAsync(Key, _clock.Take(), default);
        _time.Advance(TimeSpan.FromDays(1));
        source.Bars = Bars(Wednesday.AddDays(1), bar => bar with { Volume = bar.Volume + 1 });

        var lookup = await finder.FindAsync(Key, _clock.Take(), default);

        Assert.Equal([Tuesday], source.AskedFrom[1..]);
        Assert.Equal(Wednesday.DayNumber + 1, lookup.History!.Bars.Volume[^2]);
    }

    [Fact]
    public async Task A_copy_whose_last_settled_bar_is_no_longer_there_is_requested_anew()
    {
        var source = new ListedSource(Bars(Wednesday));
        var finder = Finder(source);
        await finder.FindAsync(Key, _clock.Take(), default);
        _time.Advance(TimeSpan.FromDays(1));
        var bars = Bars(Wednesday.AddDays(1));
        source.Bars = BarSeries.FromBars([.. Enumerable.Range(0, bars.Count).Select(i => bars[i]).Where(bar => bar.Time.Date != Tuesday)]);

        var lookup = await finder.FindAsync(Key, _clock.Take(), default);

        Assert.Equal(2, lookup.Requests);
        Assert.DoesNotContain(BarTime.OfDay(Tuesday), lookup.History!.Bars.Times.ToArray());
    }

    [Fact]
    public async Task A_caller_finds_what_another_has_brought_since_it_looked_at_the_memory()
    {
        var source = new ListedSource(Bars(Wednesday));
        var finder = Finder(source);
        _rows.Instead = _ => StoreRead.Missing;
        _rows.DuringRead = async () =>
        {
            _rows.DuringRead = () => Task.CompletedTask;
            Assert.Equal(Tier.Provider, (await finder.FindAsync(Key, _clock.Take(), default)).Tier);
        };

        var lookup = await finder.FindAsync(Key, _clock.Take(), default);

        Assert.Equal((Tier.Memory, 0), (lookup.Tier, lookup.Requests));
        Assert.Single(source.AskedFrom);
        Assert.Equal(1, _counters.Snapshot().ProviderFetches);
    }

    [Fact]
    public async Task A_history_that_is_kept_has_columns_of_its_own_length()
    {
        // The source returns a part of its own, far longer columns.
        var source = new ListedSource(Bars(Wednesday));
        var finder = Finder(source);

        var history = (await finder.FindAsync(Key with { Days = 10 }, _clock.Take(), default)).History!;
        Assert.Equal(
            BarSeries.FromBars([.. Enumerable.Range(0, history.Bars.Count).Select(i => history.Bars[i])]).Bytes, history.Bars.Bytes);
        _time.Advance(TimeSpan.FromDays(1));
        source.Bars = Bars(Wednesday.AddDays(1));
        var next = (await finder.FindAsync(Key with { Days = 10 }, _clock.Take(), default)).History!;

        Assert.Equal(BarSeries.FromBars([.. Enumerable.Range(0, next.Bars.Count).Select(i => next.Bars[i])]).Bytes, next.Bars.Bytes);
    }
}
