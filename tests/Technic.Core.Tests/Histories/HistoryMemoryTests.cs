using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

/// <summary>Which entries answer which keys, and what the memory counts.</summary>
public sealed class HistoryMemoryTests
{
    private static readonly PriceHistoryKey Key = PriceHistoryKey.Parse("AAPL_90_daily");

    private static readonly DateOnly Wednesday = new(2026, 3, 11);

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly HistoryMemory _memory;

    public HistoryMemoryTests()
    {
        _clock = new MarketClock(_time);
        _memory = new HistoryMemory(_clock, new MemoryTierOptions(Jitter: 0));
    }

    private PriceHistory History(PriceHistoryKey key, int bars = 60) =>
        new(
            key,
            BarSeries.FromBars(
                [.. Enumerable.Range(1 - bars, bars).Select(i => new Bar(BarTime.OfDay(Wednesday.AddDays(i)), 1, 1, 1, 1, 1))]),
            _clock.Now,
            "test");

    private MemoryEntry Put(PriceHistoryKey key, TimeSpan? life = null) => _memory.Put(History(key), _memory.Generation, life)!;

    private int? WidthOf(PriceHistoryKey key) => _memory.Find(key, _clock.Now)?.History.Key.Days;

    [Theory]
    [InlineData(30, 90, 150)]
    [InlineData(150, 90, 30)]
    [InlineData(90, 150, 30)]
    public void Of_several_widths_the_narrowest_that_is_wide_enough_answers(int first, int second, int third)
    {
        foreach (var days in (int[])[first, second, third]) Put(Key with { Days = days });

        Assert.Equal((30, 30, 90, 90, 150, 150), (
            WidthOf(Key with { Days = 1 }), WidthOf(Key with { Days = 30 }), WidthOf(Key with { Days = 31 }), WidthOf(Key),
            WidthOf(Key with { Days = 91 }),
            WidthOf(Key with { Days = 150 })));
        Assert.Null(WidthOf(Key with { Days = 151 }));
        Assert.Equal(3, _memory.Count);
    }

    [Fact]
    public void A_width_that_has_expired_leaves_the_answer_to_a_wider_one()
    {
        Put(Key);
        _time.Advance(TimeSpan.FromMinutes(30));
        Put(Key with { Days = 150 });

        _time.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(150, WidthOf(Key));
    }

    [Fact]
    public void Another_symbol_length_of_bar_or_replay_is_another_series()
    {
        Put(Key);
        Assert.Null(WidthOf(Key with { Symbol = Symbol.Parse("MSFT") }));
        Assert.Null(WidthOf(Key with { Frequency = Frequency.Intraday }));
        Assert.Null(WidthOf(Key with { Replay = new DateOnly(2026, 3, 2) }));
        Put(Key with { Replay = new DateOnly(2026, 3, 2) });

        Assert.Null(WidthOf(Key with { Replay = new DateOnly(2026, 3, 3) }));
        Assert.Equal(90, WidthOf(Key with { Replay = new DateOnly(2026, 3, 2) }));
    }

    [Fact]
    public void The_newest_copy_of_exactly_one_width_is_found_however_old()
    {
        foreach (var days in (int[])[30, 90, 150]) Put(Key with { Days = days });
        _time.Advance(TimeSpan.FromDays(3));

        foreach (var days in (int[])[30, 90, 150]) Assert.Equal(days, _memory.Newest(Key with { Days = days })!.Key.Days);
        Assert.Null(_memory.Newest(Key with { Days = 60 }));
        Assert.Null(_memory.Newest(Key with { Symbol = Symbol.Parse("MSFT") }));
    }

    [Fact]
    public void Each_width_is_removed_alone()
    {
        foreach (var days in (int[])[30, 90, 150]) Put(Key with { Days = days });
        var bytes = _memory.Bytes;

        _memory.Remove(Key);
        Assert.Equal((2, bytes / 3 * 2), (_memory.Count, _memory.Bytes));
        _memory.Remove(Key);
        _memory.Remove(Key with { Days = 30 });
        Assert.Equal((150, 1), (WidthOf(Key with { Days = 1 }), _memory.Count));
        _memory.Remove(Key with { Days = 150 });

        Assert.Equal((0, 0L), (_memory.Count, _memory.Bytes));
        Assert.Empty(_memory.Entries);
    }

    [Fact]
    public void A_rule_removes_what_it_names()
    {
        foreach (var days in (int[])[30, 90, 150]) Put(Key with { Days = days });
        Put(Key with { Symbol = Symbol.Parse("MSFT") });

        _memory.RemoveWhere(history => history.Key.Days >= 90 && history.Key.Symbol == Key.Symbol);

        Assert.Equal(["AAPL_30_daily", "MSFT_90_daily"], _memory.Entries.Select(entry => entry.History.Key.ToString()).Order());
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(60, 60)]
    [InlineData(90, 60)]
    public void A_shorter_life_ends_an_entry_earlier_and_a_longer_one_not_later(int minutes, int lives)
    {
        Put(Key, TimeSpan.FromMinutes(minutes));
        _time.Advance(TimeSpan.FromMinutes(lives) - TimeSpan.FromTicks(1));
        Assert.NotNull(WidthOf(Key));

        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Null(WidthOf(Key));
    }

    [Fact]
    public void A_life_can_be_set_for_all()
    {
        var memory = new HistoryMemory(_clock, new MemoryTierOptions(Life: TimeSpan.FromMinutes(5), Jitter: 0));
        memory.Put(History(Key), 0);
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.NotNull(memory.Find(Key, _clock.Now));

        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Null(memory.Find(Key, _clock.Now));
    }

    [Fact]
    public void An_entry_answers_until_newer_data_must_exist_and_from_a_day_before_its_fetch()
    {
        var memory = new HistoryMemory(_clock, new MemoryTierOptions(Life: TimeSpan.FromDays(30), Jitter: 0));
        memory.Put(History(Key), 0);

        Assert.NotNull(memory.Find(Key, _clock.SettledAt(Wednesday).AddTicks(-1)));
        Assert.Null(memory.Find(Key, _clock.SettledAt(Wednesday)));
        Assert.NotNull(memory.Find(Key, Clocks.WednesdayEvening.AddDays(-1)));
        Assert.Null(memory.Find(Key, Clocks.WednesdayEvening.AddDays(-1).AddTicks(-1)));
    }

    [Fact]
    public void Others_than_the_history_may_tell_until_when_it_is_fresh()
    {
        _memory.Put(History(Key), _memory.Generation, freshUntil: _clock.Now.AddMinutes(7));

        Assert.NotNull(_memory.Find(Key, _clock.Now.AddMinutes(7).AddTicks(-1)));
        Assert.Null(_memory.Find(Key, _clock.Now.AddMinutes(7)));
    }

    [Fact]
    public void A_clear_tells_how_much_was_held_and_changes_the_generation()
    {
        var before = _memory.Generation;
        Put(Key);
        Put(Key with { Days = 150 });

        Assert.Equal(2, _memory.Clear());
        Assert.Equal(0, _memory.Clear());
        Assert.NotEqual(before, _memory.Generation);
        Assert.Equal((0, 0L), (_memory.Count, _memory.Bytes));
    }

    [Fact]
    public void A_sweep_takes_entries_at_the_instant_they_expire()
    {
        Put(Key);
        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        _memory.Sweep();
        Assert.Equal(1, _memory.Count);
        _time.Advance(TimeSpan.FromTicks(1));

        _memory.Sweep();

        Assert.Equal(0, _memory.Count);
    }

    [Fact]
    public void A_narrower_part_counts_once_and_goes_with_its_history()
    {
        var entry = Put(Key);
        var bytes = _memory.Bytes;
        _memory.Narrow(entry, new NarrowedHistory(default, entry.History));
        var second = new NarrowedHistory(default, entry.History);
        _memory.Narrow(entry, second);

        Assert.Same(second, entry.Narrowed);
        Assert.Equal(bytes + NarrowedHistory.Bytes, _memory.Bytes);
        Put(Key);
        Assert.Equal(bytes, _memory.Bytes);
    }

    [Fact]
    public void A_part_of_a_history_that_has_gone_is_not_counted()
    {
        var entry = Put(Key);
        Put(Key);
        var bytes = _memory.Bytes;

        _memory.Narrow(entry, new NarrowedHistory(default, entry.History));

        Assert.Equal(bytes, _memory.Bytes);
        Assert.Null(entry.Narrowed);
    }

    [Fact]
    public void A_full_memory_keeps_no_narrower_parts()
    {
        var one = Put(Key).Bytes;
        var full = new HistoryMemory(_clock, new MemoryTierOptions(one + NarrowedHistory.Bytes - 1, Jitter: 0));
        var entry = full.Put(History(Key), 0)!;
        full.Narrow(entry, new NarrowedHistory(default, entry.History));
        Assert.Null(entry.Narrowed);
        Assert.Equal(one, full.Bytes);

        var roomy = new HistoryMemory(_clock, new MemoryTierOptions(one + NarrowedHistory.Bytes, Jitter: 0));
        entry = roomy.Put(History(Key), 0)!;
        roomy.Narrow(entry, new NarrowedHistory(default, entry.History));

        Assert.NotNull(entry.Narrowed);
        Assert.Equal(one + NarrowedHistory.Bytes, roomy.Bytes);
    }

    [Fact]
    public void A_history_exactly_as_large_as_the_memory_is_kept_and_takes_the_place_of_the_others()
    {
        var bytes = Put(Key).Bytes;
        var memory = new HistoryMemory(_clock, new MemoryTierOptions(bytes, Jitter: 0));
        memory.Put(History(Key with { Days = 30 }, bars: 20), 0);

        Assert.NotNull(memory.Put(History(Key), 0));

        Assert.Equal((1, bytes), (memory.Count, memory.Bytes));
    }

    [Fact]
    public void By_default_half_a_gibibyte_is_held_for_an_hour()
    {
        var options = new MemoryTierOptions();

        Assert.Equal((512L << 20, TimeSpan.FromHours(1), 0.05), (options.MaxBytes, options.LifeOrDefault, options.Jitter));
    }
}
