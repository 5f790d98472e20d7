using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>Days that processes receive, note and replace on one store. Wednesday is final on Thursday at 06:00.</summary>
public sealed class MarketArchiveDayTests : IDisposable
{
    private const int Symbols = 10;
    private static readonly DateOnly Monday = new(2026, 3, 9);
    private static readonly DateOnly Tuesday = new(2026, 3, 10);
    private static readonly DateOnly Wednesday = new(2026, 3, 11);
    private static readonly DateOnly Thursday = new(2026, 3, 12);
    private static readonly DayRange Week = new(Monday, Wednesday);
    private static readonly DateTimeOffset ThursdayMorning = Clocks.At(2026, 3, 12, 7, 0);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly MemoryDocuments _documents = new();
    private readonly List<MarketArchive> _archives = [];

    public MarketArchiveDayTests() => _clock = new MarketClock(_time);

    public void Dispose() => _archives.ForEach(archive => archive.Dispose());

    /// <summary>The archive of a new process, on the same store.</summary>
    private MarketArchive Begin(bool isShared = false, long maxDecodedBytes = 1 << 20)
    {
        _archives.Add(new MarketArchive(_documents, _clock, NullLoggerFactory.Instance, maxDecodedBytes) { IsShared = isShared });
        return _archives[^1];
    }

    private async Task<MarketArchive> BeginOnStoreAsync(long maxDecodedBytes = 1 << 20)
    {
        var archive = Begin(maxDecodedBytes: maxDecodedBytes);
        await archive.RefreshAsync(default);
        return archive;
    }

    private static MarketDay Day(DateOnly date, int symbols = Symbols, double price = 1) => MarketDay.Of(
        date, Enumerable.Range(0, symbols).ToDictionary(
            i => Symbol.Parse($"S{i}"), _ => new Bar(BarTime.OfDay(date), price, price, price, price, 1)));

    private ValueTask AddAsync(MarketArchive archive, DateOnly day, int symbols = Symbols, double price = 1) =>
        archive.AddAsync(Day(day, symbols, price), _clock.Now, leftOut: 0, default);

    /// <summary>An archive with the three days, all of them received now.</summary>
    private async Task<MarketArchive> FilledAsync()
    {
        var archive = Begin();
        foreach (var day in new[] { Monday, Tuesday, Wednesday }) await AddAsync(archive, day);
        return archive;
    }

    private void RemoveRecords()
    {
        foreach (var name in _documents.Documents.Keys.Where(name => name.Contains("/record/", StringComparison.Ordinal)).ToList())
            Assert.True(_documents.DeleteDocumentAsync(name, default).IsCompletedSuccessfully);
    }

    private void Put(string name, DateTimeOffset at) => _documents.Put(name, new StoredDocument(ReadOnlyMemory<byte>.Empty, at));

    private string[] Records(DateOnly day) =>
        [.. _documents.Documents.Keys.Where(name => name.StartsWith($"day/{day:yyyy-MM-dd}/record/", StringComparison.Ordinal))];

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_store_without_an_answer_is_needed_only_when_several_processes_share_it(bool isShared, bool isUsable)
    {
        var archive = Begin(isShared);
        Assert.Equal((true, true), (archive.Answers, archive.IsUsable));
        _documents.RefusesReads = true;
        await archive.RefreshAsync(default);
        Assert.Equal((false, isUsable), (archive.Answers, archive.IsUsable));
        _documents.RefusesReads = false;

        await archive.RefreshAsync(default);

        Assert.Equal((true, true), (archive.Answers, archive.IsUsable));
    }

    [Theory]
    [InlineData("splits")]
    [InlineData("tickers")]
    public async Task A_store_that_does_not_give_one_of_its_books_has_not_answered(string refused)
    {
        var archive = Begin();
        _documents.DuringRead = name =>
        {
            _documents.RefusesReads = name == refused;
            return Task.CompletedTask;
        };

        await archive.RefreshAsync(default);

        Assert.False(archive.Answers);
    }

    [Fact]
    public async Task Callers_that_wait_for_a_look_into_the_store_share_the_next_one()
    {
        var archive = Begin();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _documents.DuringRead = _ => release.Task;
        var first = archive.RefreshAsync(default).AsTask();
        var others = Enumerable.Range(0, 5).Select(_ => archive.RefreshAsync(default).AsTask()).ToArray();
        release.SetResult();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(2, _documents.Lists);
    }

    [Fact]
    public async Task A_first_look_into_the_store_is_never_a_recent_one()
    {
        await FilledAsync();
        var archive = Begin();

        await archive.RefreshAsync(TimeSpan.MaxValue, default);
        Assert.True(archive.Has(Wednesday));
        await archive.RefreshAsync(TimeSpan.MaxValue, default);

        Assert.Equal(1, _documents.Lists);
    }

    [Fact]
    public async Task Further_ticker_events_change_the_splits_too()
    {
        var (archive, changes) = (Begin(), 0);
        archive.Known.Changed = () => changes++;

        await archive.Tickers.AddAsync(TickerEvents.Of(Symbol.Parse("S0"), _clock.Now, []), default);

        Assert.Equal(1, changes);
    }

    [Fact]
    public async Task A_day_that_is_not_stored_is_here_for_the_process_that_received_it()
    {
        var archive = Begin();
        _documents.RefusesWrites = true;
        await AddAsync(archive, Wednesday);
        await archive.RefreshAsync(default);

        Assert.True(archive.Has(Wednesday));
        Assert.Equal([Wednesday], archive.Days);
        Assert.Equal(new DayRecord(_clock.Now, Symbols, Symbols), archive.RecordOf(Wednesday));
        Assert.Equal(Symbols, (await archive.OpenAsync(Wednesday, neighbour: null, default))!.Count);
        Assert.Empty(_documents.Documents);
    }

    [Fact]
    public async Task Another_process_knows_the_records_of_the_days_without_reading_them()
    {
        await FilledAsync();
        var archive = await BeginOnStoreAsync();

        Assert.Equal([Monday, Tuesday, Wednesday], archive.Days);
        Assert.Equal(new DayRecord(_clock.Now, Symbols, Symbols), archive.RecordOf(Wednesday));
        Assert.Equal((DayState.Final, DayState.Preliminary), (archive.StateOf(Tuesday), archive.StateOf(Wednesday)));
        Assert.Null(archive.StateOf(Thursday));
        Assert.Equal(0, archive.DecodedBytes);
    }

    [Fact]
    public async Task What_another_process_stored_again_takes_the_place_of_what_this_one_has_in_memory()
    {
        var archive = await FilledAsync();
        Assert.Equal(1, (await archive.OpenAsync(Wednesday, neighbour: null, default))!.BarAt(0).Close);
        _time.SetUtcNow(ThursdayMorning);
        await AddAsync(await BeginOnStoreAsync(), Wednesday, price: 2);

        await archive.RefreshAsync(default);

        Assert.Equal(2, (await archive.OpenAsync(Wednesday, neighbour: null, default))!.BarAt(0).Close);
        Assert.Equal(new DayRecord(_clock.Now, Symbols, Symbols, Fetches: 2), archive.RecordOf(Wednesday));
        Assert.Equal(DayState.Final, archive.StateOf(Wednesday));
    }

    [Fact]
    public async Task A_day_that_another_process_removed_is_gone_with_its_record()
    {
        var archive = await FilledAsync();
        await _documents.DeleteDocumentAsync(MarketArchive.NameOf(Tuesday), default);

        await archive.RefreshAsync(default);

        Assert.Equal([Tuesday], archive.Missing(Week));
        Assert.Equal((null, null), (archive.RecordOf(Tuesday), archive.StateOf(Tuesday)));
    }

    [Fact]
    public async Task A_day_without_a_record_is_judged_by_its_time_and_has_one_after_it_was_read()
    {
        await FilledAsync();
        RemoveRecords();
        var archive = await BeginOnStoreAsync();
        Assert.Null(archive.RecordOf(Tuesday));
        Assert.Equal((DayState.Final, DayState.Preliminary), (archive.StateOf(Tuesday), archive.StateOf(Wednesday)));

        await archive.OpenAsync(Tuesday, neighbour: null, default);

        Assert.Equal(new DayRecord(_clock.Now, Symbols, Symbols), archive.RecordOf(Tuesday));
    }

    [Fact]
    public async Task The_newest_record_of_a_day_counts_if_it_has_the_time_of_the_day()
    {
        await FilledAsync();
        // In the order of the names one is before the right record, the other one after it.
        foreach (var name in new[] { "1-1-0-1-0", "9-9-0-1-0" }) Put($"day/2026-03-10/record/{name}", _clock.Now.AddDays(-1));
        _documents.Put(MarketArchive.NameOf(Monday), new StoredDocument(MarketDayCodec.Encode(Day(Monday)), _clock.Now.AddHours(1)));

        var archive = await BeginOnStoreAsync();

        Assert.Equal(new DayRecord(_clock.Now, Symbols, Symbols), archive.RecordOf(Tuesday));
        Assert.Null(archive.RecordOf(Monday));
    }

    [Fact]
    public async Task A_day_has_one_record_however_often_it_is_stored()
    {
        var archive = await FilledAsync();
        Assert.Equal(["day/2026-03-11/record/10-10-0-1-0"], Records(Wednesday));
        await AddAsync(archive, Wednesday, symbols: Symbols + 1);
        Assert.Equal(["day/2026-03-11/record/11-11-0-2-0"], Records(Wednesday));

        await archive.ImportAsync(Day(Wednesday), _clock.Now, default);
        await archive.ImportAsync(Day(Wednesday), _clock.Now, default);

        Assert.Equal(["day/2026-03-11/record/10-10-0-1-1"], Records(Wednesday));
        Assert.True(archive.RecordOf(Wednesday)!.IsImported);
    }

    [Fact]
    public async Task Documents_with_other_names_are_not_days()
    {
        string[] names = ["", "x", "2026-3-9", "2026-13-45", "something else", "0000000000/record/1-1-0-1-0"];
        foreach (var name in names) Put(MarketArchive.DayPrefix + name, _clock.Now);

        var archive = await BeginOnStoreAsync();

        Assert.True(archive.Answers);
        Assert.Empty(archive.Days);
    }

    [Fact]
    public async Task Days_are_due_when_they_can_be_final()
    {
        var archive = await FilledAsync();
        Assert.Empty(archive.Due(Week));
        Assert.Equal((false, true), (archive.Lacks(Wednesday), archive.Lacks(Thursday)));
        _time.SetUtcNow(ThursdayMorning);

        Assert.Equal([Wednesday], archive.Due(Week));
        Assert.True(archive.Lacks(Wednesday));
        await AddAsync(archive, Wednesday, price: 3);

        Assert.Empty(archive.Due(Week));
        Assert.Equal(3, (await archive.OpenAsync(Wednesday, neighbour: null, default))!.BarAt(0).Close);
    }

    [Fact]
    public async Task A_doubted_day_is_due_until_a_request_for_it_has_ended_and_another_look_into_the_store_is_none()
    {
        var archive = await FilledAsync();
        archive.Doubt(Tuesday);
        await archive.RefreshAsync(default);
        Assert.Equal([Tuesday], archive.Due(Week));

        archive.NoteFailure(Tuesday, _clock.Now);

        Assert.Empty(archive.Due(Week));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_response_with_far_fewer_symbols_is_not_used_and_gives_the_provider_time(int symbols)
    {
        var archive = await FilledAsync();
        _time.SetUtcNow(ThursdayMorning);
        var names = _documents.Documents.Keys.Order().ToArray();

        await AddAsync(archive, Wednesday, symbols);

        Assert.Empty(archive.Due(Week));
        Assert.Equal(Symbols, archive.RecordOf(Wednesday)!.Symbols);
        Assert.Equal(Symbols, (await (await BeginOnStoreAsync()).OpenAsync(Wednesday, neighbour: null, default))!.Count);
        Assert.Equal(names, _documents.Documents.Keys.Order());
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal([Wednesday], archive.Due(Week));
    }

    [Fact]
    public async Task Bars_take_back_an_empty_response()
    {
        var archive = Begin(maxDecodedBytes: 0);
        await AddAsync(archive, Wednesday, symbols: 0);
        Assert.True(archive.Has(Wednesday));
        await AddAsync(archive, Wednesday);
        await _documents.DeleteDocumentAsync(MarketArchive.NameOf(Wednesday), default);

        Assert.Null(await archive.OpenAsync(Wednesday, neighbour: null, default));
        Assert.False(archive.Has(Wednesday));
    }

    [Fact]
    public async Task An_empty_response_is_believed_by_every_later_process()
    {
        await AddAsync(Begin(), Wednesday, symbols: 0);
        await BeginOnStoreAsync();

        Assert.True((await BeginOnStoreAsync()).Has(Wednesday));
    }

    [Fact]
    public async Task A_holiday_is_a_session_without_bars_for_every_process()
    {
        await (await FilledAsync()).NoteHolidayAsync(Thursday, _clock.Now, default);

        foreach (var archive in new[] { _archives[0], await BeginOnStoreAsync() })
        {
            Assert.Equal((true, true), (archive.Has(Thursday), archive.IsClosing(Thursday)));
            Assert.Equal(0, (await archive.OpenAsync(Thursday, neighbour: null, default))!.Count);
            Assert.Null(await archive.OpenAsync(Thursday.AddDays(1), neighbour: null, default));
        }
    }

    [Fact]
    public async Task A_day_with_bars_is_not_a_holiday()
    {
        var archive = await FilledAsync();
        var names = _documents.Documents.Keys.Order().ToArray();

        await archive.NoteHolidayAsync(Wednesday, _clock.Now, default);

        Assert.Equal(names, _documents.Documents.Keys.Order());
        Assert.False(archive.IsClosing(Wednesday));
    }

    [Fact]
    public async Task The_newest_session_of_a_window_is_the_last_one_with_bars()
    {
        var archive = await FilledAsync();
        await archive.NoteHolidayAsync(Thursday, _clock.Now, default);

        Assert.Equal(Wednesday, archive.NewestSession(new DayRange(Monday, Thursday.AddDays(3))));
        Assert.Equal(Tuesday, archive.NewestSession(new DayRange(Monday, Tuesday)));
        Assert.Equal(Monday, archive.NewestSession(new DayRange(Monday, Monday)));
        Assert.Null(archive.NewestSession(new DayRange(Monday.AddDays(-7), Monday.AddDays(-1))));
    }

    [Fact]
    public async Task Histories_of_final_days_are_fresh_until_the_next_session_and_those_of_a_replay_forever()
    {
        _time.SetUtcNow(ThursdayMorning);
        var archive = await FilledAsync();

        Assert.Equal(_clock.PublishedAt(Thursday), archive.FreshUntil(Week, replay: null));
        Assert.Equal(_clock.PublishedAt(Thursday), archive.FreshUntil(Week, replay: Thursday));
        Assert.Equal(DateTimeOffset.MaxValue, archive.FreshUntil(Week, replay: Wednesday));
    }

    [Fact]
    public async Task Histories_with_a_day_that_is_due_are_fresh_for_a_quarter_of_an_hour()
    {
        var archive = await FilledAsync();
        Assert.Equal(_clock.SettledAt(Wednesday), archive.FreshUntil(Week, replay: null));
        _time.SetUtcNow(ThursdayMorning);

        Assert.Equal(ThursdayMorning.AddMinutes(15), archive.FreshUntil(Week, replay: null));
        Assert.Equal(ThursdayMorning.AddMinutes(15), archive.FreshUntil(Week, replay: Wednesday));
    }

    [Fact]
    public async Task Histories_need_all_days_and_the_splits()
    {
        var archive = await FilledAsync();
        Assert.False(archive.Covers(Week));
        await archive.Known.AddAsync([], new DayRange(Monday.AddDays(-7), Wednesday), _clock.Now, default);
        Assert.True(archive.Covers(Week));

        Assert.False(archive.Covers(new DayRange(Monday.AddDays(-3), Wednesday)));
    }

    [Fact]
    public async Task Bars_are_given_as_they_are_kept_or_as_they_were_traded()
    {
        var archive = Begin();
        var symbol = Symbol.Parse("S0");
        await archive.Known.AddAsync([new Split(symbol, Wednesday, 4)], Week, _clock.Now, default);
        var adjusted = BarSeries.FromBars(
            [new Bar(BarTime.OfDay(Tuesday), 25, 26, 24, 25, 4_000), new Bar(BarTime.OfDay(Wednesday), 25, 26, 24, 25, 4_000)]);

        Assert.Same(adjusted, archive.Adjusted(adjusted, symbol, PriceAdjustment.Splits, Wednesday));
        var raw = archive.Adjusted(adjusted, symbol, PriceAdjustment.None, Wednesday);

        Assert.Equal([100, 25], raw.Close.ToArray());
        Assert.Equal([1_000, 4_000], raw.Volume.ToArray());
    }

    [Fact]
    public async Task Nothing_is_left_to_do_after_the_end()
    {
        var time = new TimerTrackingTimeProvider(Clocks.WednesdayEvening);
        var archive = new MarketArchive(_documents, new MarketClock(time), NullLoggerFactory.Instance);
        await AddAsync(archive, Wednesday);
        Assert.NotEmpty(time.PendingTimers);

        archive.Dispose();

        Assert.Empty(time.PendingTimers);
    }
}
