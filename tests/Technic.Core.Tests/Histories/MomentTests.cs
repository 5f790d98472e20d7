using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

/// <summary>A request takes its moment once: events during the request do not change its day.</summary>
public sealed class MomentTests : IDisposable
{
    private static readonly DateOnly Wednesday = new(2026, 3, 11);
    private static readonly DateOnly Thursday = new(2026, 3, 12);
    private static readonly DateTimeOffset BeforePublication = Clocks.At(2026, 3, 12, 16, 14);
    private static readonly DateTimeOffset AfterPublication = Clocks.At(2026, 3, 12, 16, 16);

    private readonly FakeTimeProvider _time = new(BeforePublication);
    private readonly MarketClock _clock;
    private readonly ScriptedSource _source;
    private readonly MemoryHistoryStore _store = new();
    private readonly Snapshot _splits = new();
    private readonly HistoryMemory _memory;
    private readonly CacheCounters _counters;

    public MomentTests()
    {
        _clock = new MarketClock(_time);
        _source = new ScriptedSource(_time);
        _memory = new HistoryMemory(_clock, new MemoryTierOptions(Jitter: 0), splits: _splits);
        _counters = new CacheCounters(_memory);
    }

    public void Dispose() => _counters.Dispose();

    private sealed class Snapshot : ISplits
    {
        public SplitBook Splits { get; set; } = SplitBook.Empty;
    }

    private sealed class Counting : IHistoryComputation
    {
        private int _computed;

        public int Computed => _computed;

        public bool IsKept => true;

        public object Compute(PriceHistory history, DateOnly asOf)
        {
            Interlocked.Increment(ref _computed);
            return history;
        }
    }

    private HistoryFinder Finder(IPriceSource? source = null) => new LocalTiers(
        source ?? _source, _store, new HistoryKeeper(_memory, _clock), market: null, _counters, new HistoryRules(), fetchWindow: 4,
        NullLoggerFactory.Instance).Finder;

    private static PriceHistoryKey[] Keys(int days) =>
        [.. Enumerable.Range(0, 20).Select(i => new PriceHistoryKey(Symbol.Parse($"S{i}"), days, Frequency.Daily))];

    private static async Task<List<HistoryAnswer>> FindAsync(HistoryFinder finder, HistorySearch search)
    {
        var answers = new List<HistoryAnswer>();
        await foreach (var step in finder.FindAsync(search, default))
        {
            if (step is Answered answered) answers.AddRange(answered.Answers);
        }
        return answers;
    }

    [Fact]
    public async Task A_search_that_crosses_the_publication_is_of_one_day_and_not_stale()
    {
        _source.Hold = (_, _) =>
        {
            if (_time.GetUtcNow() < AfterPublication) _time.SetUtcNow(AfterPublication);
            return Task.CompletedTask;
        };
        var finder = Finder();

        var answers = await FindAsync(finder, new HistorySearch(Keys(90), _clock.Take()) { IsScan = true });

        Assert.Equal(20, answers.Count);
        Assert.All(answers, answer => Assert.False(answer.Lookup.IsStale));
        Assert.All(answers, answer => Assert.Equal(Wednesday, answer.Lookup.History!.AsOf!.Value.Date));
        var next = await FindAsync(finder, new HistorySearch(Keys(90), _clock.Take()) { IsScan = true });
        Assert.All(next, answer => Assert.Equal((Tier.Provider, Thursday), (answer.Lookup.Tier, answer.Lookup.History!.AsOf!.Value.Date)));
    }

    [Fact]
    public async Task A_request_of_an_earlier_moment_is_answered_from_later_copies_without_their_later_bars()
    {
        var (finder, earlier) = (Finder(), _clock.Take());
        _time.SetUtcNow(AfterPublication);
        await finder.FindAsync(Keys(90)[0], _clock.Take(), default);

        var lookup = await finder.FindAsync(Keys(90)[0], earlier, default);

        Assert.Equal((Tier.Memory, Wednesday), (lookup.Tier, lookup.History!.AsOf!.Value.Date));
        Assert.Single(_source.Calls);
    }

    [Fact]
    public async Task A_repeated_narrower_search_computes_nothing_again()
    {
        var (finder, computation) = (Finder(), new Counting());
        await FindAsync(finder, Search(150));
        await FindAsync(finder, Search(90));
        Assert.Equal(40, computation.Computed);

        var repeated = await FindAsync(finder, Search(90));

        Assert.Equal(40, computation.Computed);
        Assert.All(repeated, answer => Assert.Equal((Tier.Memory, 90), (answer.Lookup.Tier, ((PriceHistory)answer.Computed!).Key.Days)));

        HistorySearch Search(int days) => new(Keys(days), _clock.Take()) { IsScan = true, Computation = computation };
    }

    [Fact]
    public async Task The_part_for_a_narrower_search_counts_as_memory_until_its_history_goes()
    {
        var finder = Finder();
        await FindAsync(finder, new HistorySearch(Keys(150), _clock.Take()) { IsScan = true });
        var before = _memory.Bytes;
        await FindAsync(finder, new HistorySearch(Keys(90), _clock.Take()) { IsScan = true });

        Assert.True(_memory.Bytes > before);
        Assert.Equal(20, _memory.Count);
        foreach (var key in Keys(150)) _memory.Remove(key);
        Assert.Equal(0, _memory.Bytes);
    }

    [Fact]
    public async Task A_history_whose_split_became_known_on_its_way_is_not_kept()
    {
        var key = Keys(90)[0];
        var finder = Finder();
        _source.Hold = (_, _) =>
        {
            _splits.Splits = new SplitBook(
                Wednesday.AddDays(-400), AfterPublication, [new KnownSplit(new Split(key.Symbol, Wednesday, 4), AfterPublication)]);
            return Task.CompletedTask;
        };

        var lookup = await finder.FindAsync(key, _clock.Take(), default);

        Assert.True(lookup.Succeeded);
        Assert.Equal(0, _memory.Count);
    }

    [Fact]
    public async Task A_replay_of_a_source_without_requests_needs_no_room_in_the_store()
    {
        var source = new SyntheticMarket(symbols: 3, time: _time);
        var symbol = (await source.FetchListingsAsync(default)).Listings[0].Symbol;
        var finder = Finder(source);

        await finder.FindAsync(new PriceHistoryKey(symbol, 90, Frequency.Daily, Replay: new DateOnly(2025, 6, 2)), _clock.Take(), default);
        Assert.Empty(_store.Rows);
        await finder.FindAsync(new PriceHistoryKey(symbol, 90, Frequency.Daily), _clock.Take(), default);
        Assert.Single(_store.Rows);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, true, false)]
    public async Task Whether_a_replay_is_stored_depends_on_what_its_bars_cost_and_not_on_what_a_list_costs(
        bool freeLists, bool freeBars, bool isStored)
    {
        var source = new ScriptedSource(_time) { ListsForFree = freeLists, FetchesBarsForFree = freeBars };
        using var bounded = new BoundedSource(source, window: 2);
        var replay = Keys(90)[0] with { Replay = new DateOnly(2025, 6, 2) };

        await Finder(bounded).FindAsync(replay, _clock.Take(), default);

        Assert.Equal(isStored, _store.Rows.ContainsKey(replay));
    }

    [Fact]
    public async Task Rows_that_are_damaged_or_cannot_be_read_are_counted_in_a_search_of_many()
    {
        _store.Instead =
            key => key.Symbol.Text.EndsWith('1') ? StoreRead.Damaged : key.Symbol.Text.EndsWith('2') ? StoreRead.Unavailable : null;

        await FindAsync(Finder(), new HistorySearch(Keys(90), _clock.Take()) { IsScan = true });

        Assert.Equal((2, 2), (_counters.Snapshot().StoreDamaged, _counters.Snapshot().StoreUnavailable));
    }
}
