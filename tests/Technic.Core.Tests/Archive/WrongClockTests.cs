using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>A temporarily wrong clock, or a provider error, must have no permanent effect on the archive.</summary>
public sealed class WrongClockTests : IDisposable
{
    private static readonly Symbol Acme = Symbol.Parse("ACME");
    private static readonly DateOnly Thursday = new(2026, 3, 12);
    private static readonly DateOnly Ahead = new(2026, 3, 25);
    private static readonly DateTimeOffset TwoWeeksAhead = Clocks.WednesdayEvening.AddDays(14);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MemoryDocuments _documents = new();
    private readonly MarketClock _clock;
    private readonly CacheCounters _counters;
    private readonly List<MarketArchive> _archives = [];

    public WrongClockTests()
    {
        _clock = new MarketClock(_time);
        _counters = new CacheCounters(new HistoryMemory(_clock));
    }

    public void Dispose()
    {
        _archives.ForEach(archive => archive.Dispose());
        _counters.Dispose();
    }

    private async Task<MarketArchive> BeginAsync()
    {
        var archive = new MarketArchive(_documents, _clock, NullLoggerFactory.Instance);
        _archives.Add(archive);
        await archive.RefreshAsync(default);
        return archive;
    }

    private static MarketDay Empty(DateOnly day) => MarketDay.FromColumns(day, [], []);

    [Fact]
    public async Task Sessions_that_were_requested_before_they_existed_are_requested_when_they_do()
    {
        await (await BeginAsync()).AddAsync(Empty(Thursday), TwoWeeksAhead, 0, default);
        _time.SetUtcNow(Clocks.At(2026, 3, 12, 17, 0));

        Assert.False((await BeginAsync()).Has(Thursday));
        _time.SetUtcNow(TwoWeeksAhead.AddDays(30));
        Assert.False((await BeginAsync()).Has(Thursday));
    }

    [Fact]
    public async Task An_answer_from_the_future_is_not_believed_on_the_day_that_it_names_either()
    {
        var archive = await BeginAsync();
        await archive.AddAsync(Empty(Thursday), TwoWeeksAhead, leftOut: 0, default);
        Assert.False(archive.Has(Thursday));
        await BeginAsync();
        _time.SetUtcNow(TwoWeeksAhead.AddMinutes(1));

        Assert.False(archive.Has(Thursday));
        Assert.False((await BeginAsync()).Has(Thursday));
        Assert.Empty(_documents.Documents);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_that_a_clock_ahead_found_unpublished_is_published_in_time_when_it_comes(bool isAnotherProcess)
    {
        var (archive, clock) = (await BeginAsync(), _clock);
        await archive.NoteUnpublishedAsync(Ahead, TwoWeeksAhead, default);
        Assert.Equal(Ahead.AddDays(-1), _clock.At(TwoWeeksAhead).Published);
        if (isAnotherProcess)
        {
            clock = new MarketClock(_time);
            archive = new MarketArchive(_documents, clock, NullLoggerFactory.Instance);
            _archives.Add(archive);
        }

        await archive.RefreshAsync(default);
        _time.SetUtcNow(TwoWeeksAhead);
        await archive.RefreshAsync(default);

        Assert.Equal(Ahead, clock.At(TwoWeeksAhead).Published);
        Assert.Empty(_documents.Documents);
    }

    [Fact]
    public async Task An_answer_from_the_future_that_the_store_does_not_give_up_is_not_believed_meanwhile()
    {
        await (await BeginAsync()).AddAsync(Empty(Thursday), TwoWeeksAhead, leftOut: 0, default);
        _documents.RefusesWrites = true;
        _time.SetUtcNow(Clocks.At(2026, 3, 12, 17, 0));

        Assert.False((await BeginAsync()).Has(Thursday));
        Assert.Single(_documents.Documents);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task Only_empty_answers_on_three_different_days_mean_that_the_exchange_was_closed(int days, bool isClosed)
    {
        var archive = await BeginAsync();
        for (var day = 1; day <= days; day++)
        {
            _time.SetUtcNow(Clocks.At(2026, 3, 12 + day, 12, 0));
            await archive.AddAsync(Empty(Thursday), _clock.Now, 0, default);
            await archive.AddAsync(Empty(Thursday), _clock.Now.AddHours(1), 0, default);
            Assert.True(archive.Has(Thursday));
        }
        _time.SetUtcNow(Clocks.At(2026, 4, 15, 12, 0));

        Assert.Equal(isClosed, archive.Has(Thursday));
        Assert.Equal(isClosed, (await BeginAsync()).Has(Thursday));
    }

    [Fact]
    public async Task The_first_empty_answers_for_a_session_are_believed_for_two_hours_at_most()
    {
        var archive = await BeginAsync();
        _time.SetUtcNow(Clocks.At(2026, 3, 13, 7, 0));
        await archive.AddAsync(Empty(Thursday), _clock.Now, 0, default);
        Assert.True(archive.Has(Thursday));
        _time.Advance(TimeSpan.FromHours(2));

        Assert.False(archive.Has(Thursday));
    }

    [Fact]
    public async Task A_day_without_bars_that_version_0_1_0_stored_for_good_is_one_empty_answer()
    {
        await (await BeginAsync()).ImportAsync(Empty(Thursday), Clocks.At(2026, 3, 13, 9, 0), default);
        _time.SetUtcNow(Clocks.At(2026, 3, 16, 9, 0));
        var archive = await BeginAsync();
        Assert.True(archive.Has(Thursday));

        Assert.Equal(0, (await archive.OpenAsync(Thursday, neighbour: null, default))!.Count);

        Assert.False(archive.Has(Thursday));
        Assert.False((await BeginAsync()).Has(Thursday));
    }

    [Fact]
    public async Task Splits_that_were_checked_in_the_future_are_checked_again()
    {
        var asked = new DayRange(new DateOnly(2025, 1, 1), Thursday);
        await (await BeginAsync()).Known.AddAsync([new Split(Acme, new DateOnly(2026, 2, 2), 4)], asked, TwoWeeksAhead, default);
        var archive = await BeginAsync();

        Assert.False(archive.Known.Cover(archive.Splits, asked.From, new DateOnly(2026, 3, 11)));
        Assert.Single(archive.Splits.Splits);
        await archive.Known.AddAsync([new Split(Acme, new DateOnly(2026, 2, 2), 4)], asked, _clock.Now, default);
        var next = await BeginAsync();
        Assert.True(next.Known.Cover(next.Splits, asked.From, new DateOnly(2026, 3, 11)));
    }

    [Fact]
    public async Task A_clock_that_steps_back_while_splits_are_loaded_does_not_make_the_load_endless()
    {
        var archive = await BeginAsync();
        var source = new SteppingBack(() => _time.AdjustTime(Clocks.WednesdayEvening.AddDays(-3)));
        var loader = new MarketLoader(archive, source, _clock, _counters, NullLogger<MarketLoader>.Instance);

        var requests = await loader.LoadSplitsAsync(new DateOnly(2025, 1, 1), _clock.PublishedAt(new DateOnly(2026, 3, 11)), default);

        Assert.Equal((1, 1), (requests, source.Requests));
    }

    [Fact]
    public async Task A_replay_of_monday_on_tuesday_morning_does_not_contain_tuesdays_split()
    {
        var (monday, tuesday) = (new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 10));
        _time.AdjustTime(Clocks.At(2026, 3, 10, 10, 0));
        var archive = await BeginAsync();
        var source = new SteppingBack(() => { }) { Splits = [new Split(Acme, tuesday, 4)] };
        var later = new LaterSplits(archive, new MarketLoader(archive, source, _clock, _counters, NullLogger<MarketLoader>.Instance));
        var key = new PriceHistoryKey(Acme, 30, Frequency.Daily, Replay: monday);
        var adjusted = BarSeries.FromBars([new Bar(BarTime.OfDay(monday), 25, 26, 24, 25, 4_000)]);

        Assert.Equal(1, await later.LoadAsync(key, _clock.Take(), default));

        var bar = later.TakeBack(key, adjusted, _clock.Take())[0];
        Assert.Equal((100, 1_000), (bar.Close, bar.Volume));
    }

    /// <summary>A source of splits with an event during its response.</summary>
    private sealed class SteppingBack(Action happens) : IMarketDaySource
    {
        public int Requests { get; private set; }

        public IReadOnlyList<Split> Splits { get; init; } = [];

        public Task<FetchedDay> FetchMarketDayAsync(DateOnly day, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<FetchedSplits> FetchSplitsAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
        {
            Assert.True(++Requests < 5, "The splits are requested again and again.");
            happens();
            return Task.FromResult(new FetchedSplits(Splits, 1));
        }
    }

    [Fact]
    public async Task Dividends_that_were_checked_in_the_future_are_checked_again_by_every_process()
    {
        var asked = new DayRange(new DateOnly(2025, 1, 1), Thursday);
        var wrong = await BeginAsync();
        await wrong.Dividends.AddAsync([], asked, TwoWeeksAhead, default);
        var archive = await BeginAsync();
        await archive.Dividends.RefreshAsync(default);

        Assert.False(wrong.Dividends.IsKnown(asked.From, DateTimeOffset.MinValue));
        Assert.False(archive.Dividends.IsKnown(asked.From, DateTimeOffset.MinValue));
        await archive.Dividends.AddAsync([], asked, _clock.Now, default);
        await wrong.Dividends.RefreshAsync(default);

        Assert.True(archive.Dividends.IsKnown(asked.From, _clock.Now));
        Assert.True(wrong.Dividends.IsKnown(asked.From, _clock.Now));
    }
}
