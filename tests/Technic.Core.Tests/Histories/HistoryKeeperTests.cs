using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

/// <summary>What is kept beside a history: the computed result, and the part for a narrower window.</summary>
public sealed class HistoryKeeperTests
{
    private static readonly PriceHistoryKey Key = PriceHistoryKey.Parse("AAPL_90_daily");

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly HistoryMemory _memory;
    private readonly HistoryKeeper _keeper;
    private readonly Counting _computation = new();

    public HistoryKeeperTests()
    {
        _clock = new MarketClock(_time);
        _memory = new HistoryMemory(_clock, new MemoryTierOptions(Jitter: 0));
        _keeper = new HistoryKeeper(_memory, _clock);
    }

    /// <summary>Returns the history that it was computed from, and counts.</summary>
    private sealed class Counting : IHistoryComputation
    {
        public int Computed { get; private set; }

        public bool IsKept => true;

        public object Compute(PriceHistory history, DateOnly asOf)
        {
            Computed++;
            return history;
        }
    }

    private HistorySearch Search(PriceHistoryKey? key = null, bool computes = true) =>
        new([key ?? Key], _clock.Take()) { Computation = computes ? _computation : null };

    private PriceHistory History(int days = 90, double factor = 1)
    {
        var bars = new ScriptedSource(_time).Bars(
            Key.Symbol, Frequency.Daily, new DateOnly(2026, 3, 11).AddDays(-days), new DateOnly(2026, 3, 11));
        var changed = BarSeries.FromBars([.. Enumerable.Range(0, bars.Count).Select(i => bars[i] with { Close = bars[i].Close * factor })]);
        return new PriceHistory(Key with { Days = days }, changed, _clock.Now, "test");
    }

    private HistoryAnswer Keep(PriceHistory history, HistorySearch? search = null) =>
        _keeper.Keep(search ?? Search(history.Key), 0, history, Tier.Provider, _memory.Generation, requests: 2);

    private HistoryAnswer Find(PriceHistoryKey? key = null, bool computes = true)
    {
        Assert.True(_keeper.TryAnswer(Search(key, computes), 0, key ?? Key, out var answer));
        return answer;
    }

    [Fact]
    public void What_was_computed_when_a_history_came_is_not_computed_again()
    {
        var history = History();

        var kept = Keep(history);
        var found = Find();

        Assert.Same(history, kept.Computed);
        Assert.Same(history, found.Computed);
        Assert.Equal(1, _computation.Computed);
        Assert.Equal(
            (Tier.Provider, 2, Tier.Memory, 0), (kept.Lookup.Tier, kept.Lookup.Requests, found.Lookup.Tier, found.Lookup.Requests));
    }

    [Fact]
    public void A_search_without_a_computation_gets_none_and_one_that_has_it_computes_once()
    {
        Assert.Null(Keep(History(), Search(computes: false)).Computed);
        Assert.Null(Find(computes: false).Computed);
        Assert.Equal(0, _computation.Computed);

        Assert.NotNull(Find().Computed);
        Assert.NotNull(Find().Computed);
        Assert.Equal(1, _computation.Computed);
    }

    [Fact]
    public void A_repeated_lookup_of_a_narrower_key_gets_the_same_part_until_its_window_moves()
    {
        Keep(History());
        var narrow = Key with { Days = 30 };

        var first = _keeper.Find(narrow, _clock.Take());
        var again = _keeper.Find(narrow, _clock.Take());
        var other = _keeper.Find(Key with { Days = 60 }, _clock.Take());
        var earlier = _keeper.Find(narrow, _clock.Take() with { Published = new DateOnly(2026, 3, 10) });

        Assert.Same(first, again);
        Assert.Equal((narrow, Tier.Memory), (first!.History!.Key, first.Tier));
        Assert.Equal(new DateOnly(2026, 2, 9), first.History.Bars.Times[0].Date);
        Assert.Equal(60, other!.History!.Key.Days);
        Assert.Equal(new DateOnly(2026, 3, 10), earlier!.History!.AsOf!.Value.Date);
    }

    [Fact]
    public void What_was_computed_from_a_history_is_never_that_of_another()
    {
        Keep(History());
        _time.Advance(TimeSpan.FromMinutes(1));
        var other = History(factor: 1.1);

        Assert.Same(other, Keep(other).Computed);
        Assert.Same(other, Find().Computed);
        Assert.Equal(2, _computation.Computed);
    }

    [Fact]
    public void A_newer_copy_with_the_same_bars_takes_over_the_bars_and_what_was_computed()
    {
        var first = History();
        Keep(first);
        _time.Advance(TimeSpan.FromMinutes(1));
        var second = History();

        var kept = Keep(second);

        Assert.Same(first, kept.Computed);
        Assert.Same(first.Bars, kept.Lookup.History!.Bars);
        Assert.Equal(second.FetchedAt, kept.Lookup.History.FetchedAt);
        Assert.Equal(1, _computation.Computed);
        _time.Advance(TimeSpan.FromMinutes(59.5));
        Assert.Equal(second.FetchedAt, Find().Lookup.History!.FetchedAt);
    }

    [Fact]
    public void A_history_that_memory_does_not_keep_answers_all_the_same()
    {
        var generation = _memory.Generation;
        _memory.Clear();
        var history = History();

        var answer = _keeper.Keep(Search(), 0, history, Tier.Store, generation);

        Assert.Equal((0, Tier.Store), (_memory.Count, answer.Lookup.Tier));
        Assert.Same(history, answer.Lookup.History);
        Assert.Same(history, answer.Computed);
    }

    [Fact]
    public void Nothing_is_computed_from_a_history_without_bars()
    {
        var empty = History() with { Bars = BarSeries.Empty };

        Assert.Null(Keep(empty).Computed);
        Assert.Null(Find().Computed);
        Assert.Null(Find(Key with { Days = 30 }).Computed);
        Assert.Null(HistoryKeeper.Answer(Search(), 0, new HistoryLookup(empty, Tier.Provider)).Computed);
        Assert.Null(HistoryKeeper.Answer(Search(), 0, new HistoryLookup(null, Tier.Provider)).Computed);
        Assert.Equal(0, _computation.Computed);
    }

    [Fact]
    public void A_stale_answer_is_computed_and_not_kept()
    {
        var history = History();

        Assert.Same(history, HistoryKeeper.Answer(Search(), 0, new HistoryLookup(history, Tier.Provider, IsStale: true)).Computed);
        Assert.Equal(0, _memory.Count);
    }

    [Fact]
    public void The_part_for_a_narrower_window_is_cut_and_computed_once_and_for_another_window_anew()
    {
        Keep(History(days: 150), Search(computes: false));
        var narrow = Find(Key);
        Assert.Equal((90, new DateOnly(2025, 12, 11)), (narrow.Lookup.History!.Key.Days, narrow.Lookup.History.Bars.Times[0].Date));
        Assert.Same(narrow.Lookup.History, narrow.Computed);

        Assert.Same(narrow.Lookup, Find(Key).Lookup);
        Assert.Same(narrow.Computed, Find(Key).Computed);
        Assert.Equal(1, _computation.Computed);
        var narrower = Find(Key with { Days = 30 });
        Assert.Equal((30, 2), (((PriceHistory)narrower.Computed!).Key.Days, _computation.Computed));
        Assert.Equal(90, ((PriceHistory)Find(Key).Computed!).Key.Days);
    }

    [Fact]
    public void A_part_of_an_earlier_moment_has_another_window()
    {
        Keep(History(days: 150), Search(computes: false));
        var now = Find(Key).Lookup.History!;
        var earlier = new HistorySearch([Key], _clock.At(Clocks.At(2026, 3, 11, 16, 14))) { Computation = _computation };

        Assert.True(_keeper.TryAnswer(earlier, 0, Key, out var answer));

        Assert.Equal(new DateOnly(2026, 3, 10), answer.Lookup.History!.AsOf!.Value.Date);
        Assert.NotSame(now, answer.Computed);
        Assert.Equal(new DateOnly(2026, 3, 11), Find(Key).Lookup.History!.AsOf!.Value.Date);
    }

    [Fact]
    public void A_part_without_a_computation_is_computed_when_it_is_asked_for()
    {
        Keep(History(days: 150), Search(computes: false));

        Assert.Null(Find(Key, computes: false).Computed);
        Assert.NotNull(Find(Key).Computed);
    }

    [Fact]
    public void One_key_is_found_with_its_own_width_or_cut_to_it()
    {
        Assert.Null(_keeper.Find(Key, _clock.Take()));
        var kept = Keep(History(days: 150)).Lookup.History!;

        Assert.Same(kept, _keeper.Find(kept.Key, _clock.Take())!.History);
        var narrow = _keeper.Find(Key, _clock.Take())!;
        Assert.Equal((Tier.Memory, Key), (narrow.Tier, narrow.History!.Key));
        Assert.False(_keeper.TryAnswer(Search(Key with { Days = 200 }), 0, Key with { Days = 200 }, out _));
    }

    [Fact]
    public void Rows_can_be_forgotten_without_their_histories()
    {
        Keep(History(days: 150));
        Find(Key);
        Assert.Equal(2, _computation.Computed);

        _memory.ForgetRows();

        Assert.NotNull(Find(Key with { Days = 150 }).Computed);
        Assert.NotNull(Find(Key).Computed);
        Assert.Equal(4, _computation.Computed);
    }
}
