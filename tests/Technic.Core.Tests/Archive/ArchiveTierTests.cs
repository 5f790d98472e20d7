using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Archive;

/// <summary>
/// Searches that the archive of whole-market days answers, alone and together with a provider that charges for each request.
/// </summary>
public sealed class ArchiveTierTests : IDisposable
{
    private const int Count = 120;
    private const int Days = 90;
    private static readonly DateOnly Wednesday = new(2026, 3, 11);
    private static readonly DateOnly Thursday = new(2026, 3, 12);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ScriptedMarket _market;
    private readonly MemoryDocuments _documents = new();
    private readonly MemoryHistoryStore _rows = new();
    private readonly List<MarketProcess> _processes = [];

    public ArchiveTierTests() => _market = new ScriptedMarket(_time, [.. Enumerable.Range(0, Count).Select(i => Symbol.Parse($"S{i:D3}"))]);

    public void Dispose() => _processes.ForEach(process => process.Dispose());

    /// <summary>A new process, with what the others have stored.</summary>
    private MarketProcess Begin()
    {
        _processes.Add(new MarketProcess(_market, _time, _documents, _rows));
        return _processes[^1];
    }

    private void GoToEvening(DateOnly day) => _time.SetUtcNow(NewYork.Instant(day, new TimeOnly(20, 0)));

    private double[] Closes(Symbol symbol, DateOnly from, DateOnly to) =>
        [.. ExchangeCalendar.Nyse.SessionsBetween(from, to).Select(day => _market.RawBar(symbol, day).Close)];

    [Fact]
    public async Task A_replay_within_the_archive_takes_no_request_and_writes_no_rows()
    {
        await Begin().ScanAsync(Begin().Keys(Days));
        var (requests, day) = (_market.Requests, new DateOnly(2026, 2, 20));
        var process = Begin();

        var (lookups, plan) = await process.ScanAsync(process.Keys(30, replay: day));

        Assert.Null(plan);
        Assert.Equal(requests, _market.Requests);
        Assert.Empty(_rows.Rows);
        Assert.All(lookups, lookup => Assert.Equal((Tier.Store, day), (lookup.Tier, lookup.History!.AsOf!.Value.Date)));
        Assert.Equal(Closes(_market.Symbols[7], day.AddDays(-30), day), lookups[7].History!.Bars.Close.ToArray());
    }

    [Fact]
    public async Task A_replay_that_the_archive_lacks_the_first_days_of_loads_only_those_and_writes_no_rows()
    {
        await Begin().ScanAsync(Begin().Keys(30));
        var loaded = _market.Days.Count;
        var process = Begin();

        var (lookups, _) = await process.ScanAsync(process.Keys(30, replay: new DateOnly(2026, 2, 20)));

        Assert.Equal(
            ExchangeCalendar.Nyse.SessionsBetween(new DateOnly(2026, 1, 21), new DateOnly(2026, 2, 8)).Count(),
            _market.Days.Count - loaded);
        Assert.Empty(_rows.Rows);
        Assert.All(lookups, lookup => Assert.True(lookup.Succeeded));
    }

    [Fact]
    public async Task A_scan_sees_what_another_process_has_stored_since_the_last_one()
    {
        var (one, other) = (Begin(), Begin());
        await one.ScanAsync(one.Keys(30));
        await other.ScanAsync(other.Keys(Days));
        var requests = _market.Requests;

        var (lookups, plan) = await one.ScanAsync(one.Keys(Days));

        Assert.Null(plan);
        Assert.Equal(requests, _market.Requests);
        Assert.All(lookups, lookup => Assert.Equal(Tier.Store, lookup.Tier));
    }

    [Fact]
    public async Task A_single_lookup_believes_what_it_knows_of_the_store_for_ten_seconds()
    {
        var (one, other) = (Begin(), Begin());
        var key = one.Keys(Days)[0];
        await one.FindAsync(one.Keys(Days)[1]);
        await other.ScanAsync(other.Keys(Days));

        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.Equal(Tier.Provider, (await one.FindAsync(key)).Tier);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(Tier.Store, (await one.FindAsync(one.Keys(Days)[2])).Tier);
    }

    [Fact]
    public async Task A_symbol_that_is_in_none_of_the_days_is_left_to_the_rows()
    {
        await Begin().ScanAsync(Begin().Keys(Days));
        var process = Begin();
        var key = new PriceHistoryKey(Symbol.Parse("OTC"), Days, Frequency.Daily);

        var first = await process.FindAsync(key);
        var later = await Begin().FindAsync(key);

        Assert.Equal((Tier.Provider, 1), (first.Tier, _market.Singles.Calls.Count));
        Assert.Equal((Tier.Store, first.History!.Bars.Count), (later.Tier, later.History!.Bars.Count));
    }

    [Fact]
    public async Task A_session_that_one_process_found_unpublished_is_not_missed_by_another_until_it_is_worth_asking_again()
    {
        _market.IsEmpty = day => day == Wednesday;
        _time.AdjustTime(Clocks.At(2026, 3, 11, 16, 20));
        var process = Begin();
        await process.ScanAsync(process.Keys(Days));
        var requests = _market.Requests;
        var other = Begin();

        var (early, plan) = await other.ScanAsync(other.Keys(Days));

        Assert.Null(plan);
        Assert.Equal(requests, _market.Requests);
        Assert.All(early, lookup => Assert.Equal((Tier.Store, new DateOnly(2026, 3, 10)), (lookup.Tier, lookup.History!.AsOf!.Value.Date)));
        _market.IsEmpty = _ => false;
        _time.Advance(TimeSpan.FromMinutes(15));
        var (lookups, _) = await other.ScanAsync(other.Keys(Days));
        Assert.All(lookups, lookup => Assert.Equal((Tier.Provider, Wednesday), (lookup.Tier, lookup.History!.AsOf!.Value.Date)));
    }

    [Fact]
    public async Task A_row_of_one_symbol_is_continued_by_a_day_and_never_over_a_split()
    {
        var keys = Begin().Keys(Days, symbols: 20);
        await Begin().ScanAsync(keys);
        GoToEvening(Thursday);
        _market.Splits.Enqueue(new Split(keys[3].Symbol, Thursday, 4));
        _market.Singles.Splits[keys[3].Symbol] = new Split(keys[3].Symbol, Thursday, 4);

        var (lookups, plan) = await Begin().ScanAsync(keys);

        // The row was fetched before Wednesday was final, so that day is requested too.
        Assert.Equal((2, 0), (plan!.Days, plan.Singles));
        Assert.Equal(keys[3].Symbol, _market.Singles.Calls.Last().Symbol);
        Assert.Equal(21, _market.Singles.Calls.Count);
        var whole = Closes(keys[3].Symbol, Thursday.AddDays(-Days), Thursday);
        double[] adjusted = [.. whole[..^1].Select(close => close / 4), whole[^1]];
        Assert.Equal(adjusted, lookups[3].History!.Bars.Close.ToArray());
        Assert.Equal(Closes(keys[4].Symbol, Thursday.AddDays(-Days), Thursday), lookups[4].History!.Bars.Close.ToArray());
    }

    [Fact]
    public async Task Splits_that_are_learned_during_a_search_do_not_change_what_it_has_planned()
    {
        var keys = Begin().Keys(Days, symbols: 20);
        await Begin().ScanAsync(keys);
        GoToEvening(Thursday);
        var process = Begin();
        await process.Loader.LoadDayAsync(Wednesday, default);
        await process.Loader.LoadDayAsync(Thursday, default);
        await process.Loader.LoadSplitsAsync(Thursday.AddDays(-Days), process.Clock.PublishedAt(Thursday), default);
        var known = process.Archive.Splits;
        var requests = _market.Requests;
        _rows.DuringRead = async () =>
        {
            _rows.DuringRead = () => Task.CompletedTask;
            _time.Advance(TimeSpan.FromMinutes(1));
            await process.Archive.Known.AddAsync(
                [new Split(keys[3].Symbol, Thursday, 4)], new DayRange(Thursday, Thursday), process.Clock.Now, default);
        };

        var (lookups, plan) = await process.ScanAsync(keys);

        Assert.Equal((0, requests), (plan!.Requests, _market.Requests));
        // The answer is that of the moment before the split was known, and is marked so; memory does not keep it.
        Assert.Equal(known.CheckedAt, lookups[3].History!.FetchedAt);
        Assert.Equal(Closes(keys[3].Symbol, Thursday.AddDays(-Days), Thursday), lookups[3].History!.Bars.Close.ToArray());
        Assert.Null(process.Memory.Newest(keys[3]));
        Assert.NotNull(process.Memory.Newest(keys[4]));
    }

    [Fact]
    public async Task A_history_has_every_split_that_was_known_when_it_says_it_was_fetched_and_no_other()
    {
        await Begin().ScanAsync(Begin().Keys(Days));
        var process = Begin();
        var key = process.Keys(Days)[3];
        await process.Archive.RefreshAsync(default);
        var before = process.Archive.Splits.CheckedAt;
        _documents.DuringRead = async name =>
        {
            if (!name.StartsWith("day/", StringComparison.Ordinal)) return;
            _documents.DuringRead = _ => Task.CompletedTask;
            _time.Advance(TimeSpan.FromMinutes(1));
            await process.Archive.Known.AddAsync(
                [new Split(key.Symbol, Wednesday, 4)], new DayRange(Wednesday, Wednesday), process.Clock.Now, default);
        };

        var torn = (await process.FindAsync(key)).History!;
        var next = (await process.FindAsync(key)).History!;

        var raw = Closes(key.Symbol, Wednesday.AddDays(-Days), Wednesday);
        Assert.Equal(before, torn.FetchedAt);
        Assert.Equal(raw, torn.Bars.Close.ToArray());
        Assert.Equal(before.AddMinutes(1), next.FetchedAt);
        Assert.Equal([.. raw[..^1].Select(close => close / 4), raw[^1]], next.Bars.Close.ToArray());
    }

    [Fact]
    public async Task A_clock_that_was_ahead_and_is_right_again_costs_one_check_of_the_splits()
    {
        _market.IsEmpty = day => day > Wednesday;
        _time.AdjustTime(Clocks.WednesdayEvening.AddDays(14));
        var process = Begin();
        await process.ScanAsync(process.Keys(Days));
        var requests = _market.Requests;
        _time.AdjustTime(Clocks.WednesdayEvening);

        var (lookups, plan) = await process.ScanAsync(process.Keys(Days));

        Assert.Equal((1, requests + plan!.Requests), (plan.SplitRequests, _market.Requests));
        Assert.Empty(_market.Singles.Calls);
        Assert.Equal(Closes(_market.Symbols[7], Wednesday.AddDays(-Days), Wednesday), lookups[7].History!.Bars.Close.ToArray());
    }

    [Fact]
    public async Task A_day_that_can_be_final_now_is_asked_for_before_the_archive_answers()
    {
        await Begin().ScanAsync(Begin().Keys(Days));
        var loaded = _market.Days.Count;
        _time.SetUtcNow(Clocks.At(2026, 3, 12, 7, 0));
        var process = Begin();

        var (lookups, plan) = await process.ScanAsync(process.Keys(Days));

        Assert.NotNull(plan);
        Assert.Equal([Wednesday], _market.Days.Skip(loaded));
        Assert.All(lookups, lookup => Assert.True(lookup.Succeeded));
    }

    [Fact]
    public async Task Intraday_bars_are_not_made_of_days()
    {
        await Begin().ScanAsync(Begin().Keys(Days));
        var process = Begin();
        var key = new PriceHistoryKey(_market.Symbols[0], 5, Frequency.Intraday);

        var lookup = await process.FindAsync(key);

        Assert.Equal(Tier.Provider, lookup.Tier);
        Assert.Equal((key.Symbol, key.Frequency), (_market.Singles.Calls.Last().Symbol, _market.Singles.Calls.Last().Frequency));
    }
}
