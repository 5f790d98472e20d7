using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

public sealed class HistoryFinderTests : IDisposable
{
    private static readonly PriceHistoryKey Key = PriceHistoryKey.Parse("AAPL_90_daily");
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly ScriptedSource _source;
    private readonly MemoryHistoryStore _store = new();
    private readonly MarketClock _clock;
    private readonly HistoryMemory _memory;
    private readonly CacheCounters _counters;
    private readonly HistoryFinder _finder;

    public HistoryFinderTests()
    {
        _source = new ScriptedSource(_time);
        _clock = new MarketClock(_time);
        _memory = new HistoryMemory(_clock, new MemoryTierOptions(Jitter: 0));
        _counters = new CacheCounters(_memory);
        _finder = new LocalTiers(
            _source, _store, new HistoryKeeper(_memory, _clock), market: null, _counters, new HistoryRules(), fetchWindow: 24,
            NullLoggerFactory.Instance).Finder;
    }

    public void Dispose() => _counters.Dispose();

    private ValueTask<HistoryLookup> Lookup(PriceHistoryKey? key = null, CancellationToken cancellationToken = default) =>
        _finder.FindAsync(key ?? Key, _clock.Take(), cancellationToken);

    [Fact]
    public async Task A_cold_key_comes_from_the_provider_then_from_memory_then_after_an_hour_from_the_store()
    {
        Assert.Equal(Tier.Provider, (await Lookup()).Tier);
        Assert.Equal(Tier.Memory, (await Lookup()).Tier);
        _time.Advance(Hour);
        Assert.Equal(Tier.Store, (await Lookup()).Tier);
        Assert.Single(_source.Calls);
        Assert.Equal((1, 1, 1), (_counters.Snapshot().MemoryHits, _counters.Snapshot().StoreHits, _counters.Snapshot().Misses));
    }

    [Theory]
    [InlineData(3_599, Tier.Memory)]
    [InlineData(3_600, Tier.Store)]
    [InlineData(3_601, Tier.Store)]
    public async Task Memory_answers_for_one_hour_to_the_second(int seconds, Tier tier)
    {
        await Lookup();
        _time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(tier, (await Lookup()).Tier);
    }

    [Fact]
    public async Task The_window_is_asked_for_in_calendar_days_and_nothing_outside_it_is_kept()
    {
        var history = (await Lookup()).History!;

        var call = Assert.Single(_source.Calls);
        Assert.Equal((new DateOnly(2025, 12, 11), new DateOnly(2026, 3, 11)), (call.From, call.To));
        Assert.Equal(ExchangeCalendar.Nyse.SessionsBetween(call.From, call.To), history.Bars.Times.ToArray().Select(t => t.Date));
        Assert.Equal(Clocks.WednesdayEvening, history.FetchedAt);
    }

    [Fact]
    public async Task A_thousand_callers_of_one_missing_key_make_one_request()
    {
        var gate = new TaskCompletionSource();
        var asked = HoldFetches(gate);
        var callers = Enumerable.Range(0, 1_000).Select(_ => Lookup().AsTask()).ToArray();
        await asked;
        gate.SetResult();

        var answers = await Task.WhenAll(callers);

        Assert.Single(_source.Calls);
        Assert.Single(answers.Select(a => a.History).Distinct());
        Assert.Equal(1, answers.Sum(a => a.Requests));
        var statistics = _counters.Snapshot();
        // A caller that joins after the end of the request is answered from memory.
        Assert.Equal((1_000, 1), (statistics.Total, statistics.ProviderFetches));
        Assert.Equal(statistics.Misses - 1, statistics.Coalesced);
    }

    [Fact]
    public async Task When_newer_data_must_exist_only_the_bars_since_the_last_settled_one_are_asked_for()
    {
        await Lookup();
        _time.SetUtcNow(Clocks.At(2026, 3, 12, 16, 15));

        var refreshed = await Lookup();

        Assert.Equal(Tier.Provider, refreshed.Tier);
        // The bar of the evening was preliminary.
        Assert.Equal(new DateOnly(2026, 3, 10), _source.Calls.Last().From);
        Assert.Equal(new DateOnly(2026, 3, 12), refreshed.History!.AsOf!.Value.Date);
        Assert.Equal(Whole(Key), Closes(refreshed.History));
    }

    [Fact]
    public async Task A_split_since_the_last_bar_has_everything_fetched_anew()
    {
        await Lookup();
        _source.Splits[Key.Symbol] = new Split(Key.Symbol, new DateOnly(2026, 3, 12), 4);
        _time.SetUtcNow(Clocks.At(2026, 3, 12, 16, 15));

        var refreshed = await Lookup();

        Assert.Equal(new DateOnly(2025, 12, 12), _source.Calls.Last().From);
        Assert.Equal(2, refreshed.Requests);
        Assert.Equal(Whole(Key), Closes(refreshed.History!));
    }

    [Fact]
    public async Task A_copy_too_old_to_reach_the_window_is_fetched_anew()
    {
        await Lookup();
        _time.Advance(TimeSpan.FromDays(120));

        var refreshed = await Lookup();

        Assert.Equal(2, _source.Calls.Count);
        Assert.Equal(Whole(Key), Closes(refreshed.History!));
    }

    [Fact]
    public async Task A_wider_history_in_memory_answers_for_a_narrower_key_and_shares_its_columns()
    {
        var wide = (await Lookup(Key with { Days = 150 })).History!;

        var narrow = await Lookup();

        Assert.Equal(Tier.Memory, narrow.Tier);
        Assert.Equal(Key, narrow.History!.Key);
        Assert.Equal(Whole(Key), Closes(narrow.History));
        Assert.True(System.Runtime.CompilerServices.Unsafe.AreSame(
            in wide.Bars.Close[^1], in narrow.History.Bars.Close[^1]));
    }

    [Fact]
    public async Task A_narrower_history_never_answers_for_a_wider_key()
    {
        await Lookup();

        Assert.Equal(Tier.Provider, (await Lookup(Key with { Days = 150 })).Tier);
    }

    [Fact]
    public async Task A_replay_never_meets_todays_history()
    {
        await Lookup();
        var replay = await Lookup(Key with { Replay = new DateOnly(2026, 3, 2) });

        Assert.Equal(Tier.Provider, replay.Tier);
        Assert.Equal(new DateOnly(2026, 3, 2), replay.History!.AsOf!.Value.Date);
    }

    [Theory]
    [InlineData("AAPL_5_intraday", "09:30", "15:55")]
    [InlineData("AAPL_5_extended", "04:00", "19:55")]
    public async Task Intraday_bars_are_those_of_regular_hours_unless_extended_ones_are_asked_for(string key, string first, string last)
    {
        _source.HasExtendedHours = true;

        var bars = (await _finder.FindAsync(PriceHistoryKey.Parse(key), _clock.Take(), default)).History!.Bars;

        Assert.Equal((first, last), ($"{bars.Times[0].Time:HH:mm}", $"{bars.Times[^1].Time:HH:mm}"));
    }

    [Fact]
    public async Task A_symbol_without_bars_is_remembered_for_six_hours_and_no_longer()
    {
        _source.WithoutBars[Key.Symbol] = true;
        Assert.True((await Lookup()).History!.IsEmpty);
        _time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromSeconds(1));
        Assert.Equal(Tier.Store, (await Lookup()).Tier);
        Assert.Single(_source.Calls);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Tier.Provider, (await Lookup()).Tier);
    }

    [Fact]
    public async Task When_the_provider_fails_an_old_copy_is_served_and_marked_up_to_seven_days()
    {
        await Lookup();
        _source.Refuse = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "The provider is away.");
        _time.Advance(TimeSpan.FromDays(7));

        var stale = await Lookup();

        Assert.True(stale.IsStale);
        Assert.Equal("The provider is away.", stale.Problem);
        Assert.Equal(new DateOnly(2026, 3, 11), stale.History!.AsOf!.Value.Date);

        _time.Advance(TimeSpan.FromSeconds(1));
        var failed = await Lookup();

        Assert.False(failed.Succeeded);
        Assert.Equal("The provider is away.", failed.Problem);
        Assert.Equal((1, 1), (_counters.Snapshot().StaleServed, _counters.Snapshot().Failures));
    }

    [Fact]
    public async Task A_provider_that_is_back_heals_a_stale_key_at_the_next_lookup()
    {
        await Lookup();
        _source.Refuse = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "The provider is away.");
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True((await Lookup()).IsStale);
        _source.Refuse = _ => null;

        var healed = await Lookup();

        Assert.False(healed.IsStale);
        Assert.Equal(new DateOnly(2026, 3, 12), healed.History!.AsOf!.Value.Date);
    }

    /// <summary>SingleFlight's tests verify that the work continues while another caller waits; they can observe who has joined.</summary>
    [Fact]
    public async Task When_the_caller_leaves_the_request_is_cancelled()
    {
        var asked = HoldFetches(new TaskCompletionSource());
        using var leaving = new CancellationTokenSource();
        var left = Lookup(cancellationToken: leaving.Token).AsTask();
        await asked;
        Assert.Equal((1, 0), (_source.InFlight, _source.Cancelled));

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal((0, 1), (_source.InFlight, _source.Cancelled));
    }

    [Fact]
    public async Task A_caller_who_comes_after_the_last_one_left_begins_anew()
    {
        var gate = new TaskCompletionSource();
        var asked = HoldFetches(gate);
        using var leaving = new CancellationTokenSource();
        var left = Lookup(cancellationToken: leaving.Token).AsTask();
        await asked;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        gate.SetResult();

        Assert.Equal(Tier.Provider, (await Lookup()).Tier);
        Assert.Equal(2, _source.Calls.Count);
    }

    /// <summary>Blocks all requests until the gate opens.</summary>
    /// <returns>Completes when the source is called: the request begins on another thread than the lookup.</returns>
    private Task HoldFetches(TaskCompletionSource gate)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _source.Hold = (_, token) =>
        {
            asked.TrySetResult();
            return gate.Task.WaitAsync(token);
        };
        return asked.Task;
    }

    [Fact]
    public async Task A_clear_during_a_fetch_leaves_nothing_behind()
    {
        var gate = new TaskCompletionSource();
        var asked = HoldFetches(gate);
        var caller = Lookup().AsTask();
        await asked;
        _memory.Clear();
        gate.SetResult();

        Assert.True((await caller).Succeeded);
        Assert.Equal(0, _memory.Count);
    }

    [Theory]
    [InlineData(StoreOutcome.Damaged)]
    [InlineData(StoreOutcome.Unavailable)]
    public async Task A_store_that_cannot_answer_costs_the_tier_and_is_counted(StoreOutcome outcome)
    {
        _store.Instead = _ => new StoreRead(outcome, null);

        Assert.Equal(Tier.Provider, (await Lookup()).Tier);
        var statistics = _counters.Snapshot();
        Assert.Equal(outcome == StoreOutcome.Damaged ? (1, 0) : (0, 1), (statistics.StoreDamaged, statistics.StoreUnavailable));
    }

    [Fact]
    public async Task An_intraday_bar_that_is_still_being_made_is_left_out()
    {
        _time.SetUtcNow(Clocks.At(2026, 3, 12, 11, 2));

        var history = (await Lookup(PriceHistoryKey.Parse("AAPL_2_intraday"))).History!;

        Assert.Equal(BarTime.Of(new DateOnly(2026, 3, 12), new TimeOnly(10, 55)), history.AsOf);
    }

    [Fact]
    public async Task Counters_are_exact_under_concurrency()
    {
        var keys = Enumerable.Range(0, 100).Select(i => PriceHistoryKey.Parse($"S{i}_90_daily")).ToArray();

        await Parallel.ForAsync(0, 20_000, async (i, token) => await _finder.FindAsync(keys[i % 100], _clock.Take(), token));

        var statistics = _counters.Snapshot();
        Assert.Equal(20_000, statistics.Total);
        Assert.Equal(100, statistics.ProviderFetches);
        Assert.Equal(statistics.Misses, statistics.ProviderFetches + statistics.Coalesced);
        Assert.Equal(100, statistics.CacheSize);
    }

    private double[] Whole(PriceHistoryKey key)
    {
        var window = _clock.Take().Window(key);
        return _source.Bars(key.Symbol, key.Frequency, window.From, window.To).Close.ToArray();
    }

    private static double[] Closes(PriceHistory history) => history.Bars.Close.ToArray();
}
