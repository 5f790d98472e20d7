using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

/// <summary>Histories share the limit of L1 with what else a process holds, and give way to it.</summary>
public sealed class HistoryMemoryLimitTests
{
    private const int Capacity = 10;

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly PriceHistory _sample;
    private readonly long _one;
    private readonly List<int> _evicted = [];
    private readonly HistoryMemory _memory;
    private long _others;

    public HistoryMemoryLimitTests()
    {
        var clock = new MarketClock(_time);
        var key = new PriceHistoryKey(Symbol.Parse("A"), 90, Frequency.Daily);
        var bars = new ScriptedSource(_time).Bars(key.Symbol, Frequency.Daily, new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 11));
        _sample = new PriceHistory(key, bars, _time.GetUtcNow(), "scripted");
        _one = new HistoryMemory(clock).Put(_sample, 0)!.Bytes;
        _memory = new HistoryMemory(clock, new MemoryTierOptions(_one * Capacity, Jitter: 0))
        {
            Others = () => _others, Evicted = _evicted.Add,
        };
    }

    [Fact]
    public void Histories_take_what_the_others_leave()
    {
        _others = 3 * _one;

        PutAll(Capacity);

        Assert.Equal((Capacity - 3, 3L), (_memory.Count, _memory.Evictions));
        Assert.Equal([1, 1, 1], _evicted);
        Assert.Equal(_memory.Bytes + _others, _one * Capacity);
    }

    [Fact]
    public void When_the_others_grow_the_histories_that_were_not_used_for_longest_go()
    {
        PutAll(Capacity);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(_memory.Find(Key(0), _time.GetUtcNow()));
        _others = 4 * _one;

        _memory.Trim();

        Assert.Equal([4], _evicted);
        Assert.Equal([0, 5, 6, 7, 8, 9], Enumerable.Range(0, Capacity).Where(i => _memory.EntryOf(Key(i)) is not null));
    }

    [Fact]
    public void Others_beyond_the_limit_leave_no_history_and_no_error()
    {
        PutAll(2);
        _others = 20 * _one;

        _memory.Trim();

        Assert.Equal((0, 2L), (_memory.Count, _memory.Evictions));
    }

    [Fact]
    public void Nothing_is_evicted_while_there_is_room()
    {
        PutAll(Capacity);

        _memory.Trim();

        Assert.Equal((Capacity, 0L), (_memory.Count, _memory.Evictions));
        Assert.Empty(_evicted);
    }

    private void PutAll(int count)
    {
        for (var i = 0; i < count; i++) _memory.Put(_sample with { Key = Key(i) }, 0);
    }

    private PriceHistoryKey Key(int number) => _sample.Key with { Symbol = Symbol.Parse($"S{number}") };
}
