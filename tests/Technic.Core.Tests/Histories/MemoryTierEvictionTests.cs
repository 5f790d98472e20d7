using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

/// <summary>What a full L1 keeps: close to exact least recently used, and never more bytes than its limit.</summary>
public class MemoryTierEvictionTests
{
    private const int Capacity = 200;

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly PriceHistory _sample;
    private readonly long _bytes;

    public MemoryTierEvictionTests()
    {
        _clock = new MarketClock(_time);
        _sample = new PriceHistory(
            new PriceHistoryKey(Symbol.Parse("A"), 90, Frequency.Daily),
            new ScriptedSource(_time).Bars(Symbol.Parse("A"), Frequency.Daily, new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 11)),
            _time.GetUtcNow(), "scripted");
        _bytes = new HistoryMemory(_clock).Put(_sample, 0)!.Bytes;
    }

    private PriceHistory History(int symbol) => _sample with { Key = Key(symbol) };

    private PriceHistoryKey Key(int symbol) => _sample.Key with { Symbol = Symbol.Parse($"S{symbol}") };

    private HistoryMemory Tier(int capacity = Capacity) => new(_clock, new MemoryTierOptions(_bytes * capacity, Jitter: 0), new Random(1));

    [Theory]
    [InlineData(0.6)]
    [InlineData(0.9)]
    [InlineData(1.2)]
    public void The_hit_rate_of_a_Zipf_trace_is_that_of_exact_least_recently_used(double skew)
    {
        var (tier, exact) = (Tier(), new ExactLeastRecentlyUsed(Capacity));
        var (hits, exactHits) = (0, 0);
        const int Lookups = 100_000;
        foreach (var symbol in Zipf(symbols: 2_000, skew, Lookups))
        {
            if (exact.Use(symbol)) exactHits++;
            if (tier.Find(Key(symbol), _time.GetUtcNow()) is not null) hits++;
            else tier.Put(History(symbol), 0);
        }

        Assert.InRange(hits, 0.99 * exactHits, 1.01 * exactHits);
    }

    [Fact]
    public void What_is_used_between_scans_of_other_symbols_stays_in_memory()
    {
        var tier = Tier();
        const int Hot = 20;
        for (var symbol = 0; symbol < Hot; symbol++) tier.Put(History(symbol), 0);

        for (var cold = 1_000; cold < 4_000; cold++)
        {
            tier.Put(History(cold), 0);
            Assert.NotNull(tier.Find(Key(cold % Hot), _time.GetUtcNow()));
        }
    }

    [Fact]
    public void One_read_is_enough_to_outlive_everything_that_was_not_read()
    {
        var tier = Tier();
        for (var symbol = 0; symbol < Capacity; symbol++) tier.Put(History(symbol), 0);
        for (var symbol = 0; symbol < Capacity; symbol += 4) tier.Find(Key(symbol), _time.GetUtcNow());

        for (var cold = 0; cold < Capacity * 3 / 4; cold++) tier.Put(History(1_000 + cold), 0);

        Assert.All(Enumerable.Range(0, Capacity), symbol => Assert.Equal(symbol % 4 == 0, tier.Newest(Key(symbol)) is not null));
    }

    [Fact]
    public void Reads_a_second_apart_are_told_apart_without_a_write_between_them()
    {
        var tier = Tier();
        for (var symbol = 0; symbol < Capacity; symbol++) tier.Put(History(symbol), 0);
        for (var symbol = Capacity - 1; symbol >= 0; symbol--)
        {
            // After the stamps of the writes, which were all made at one instant.
            _time.Advance(TimeSpan.FromSeconds(symbol == Capacity - 1 ? Capacity : 1));
            tier.Find(Key(symbol), _time.GetUtcNow());
        }

        for (var cold = 0; cold < Capacity / 2; cold++) tier.Put(History(1_000 + cold), 0);

        Assert.All(Enumerable.Range(0, Capacity), symbol => Assert.Equal(symbol < Capacity / 2, tier.Newest(Key(symbol)) is not null));
    }

    [Fact]
    public void A_wider_history_that_answers_a_narrower_key_counts_as_used()
    {
        var tier = Tier(capacity: 3);
        foreach (var symbol in (int[])[1, 2, 3]) tier.Put(History(symbol), 0);
        tier.Find(Key(1) with { Days = 30 }, _time.GetUtcNow());

        tier.Put(History(4), 0);

        Assert.Equal((true, false), (tier.Newest(Key(1)) is not null, tier.Newest(Key(2)) is not null));
    }

    [Fact]
    public void Another_thread_never_sees_more_bytes_than_the_limit()
    {
        var tier = Tier(capacity: 50);
        var (limit, most) = (_bytes * 50, 0L);
        var ended = false;

        ManyThreads.Run(3, thread =>
        {
            if (thread == 0)
            {
                while (!Volatile.Read(ref ended)) most = Math.Max(most, tier.Bytes);
                return;
            }
            var random = new Random(thread);
            for (var i = 0; i < 100_000; i++)
            {
                var history = History(random.Next(100));
                tier.Put(i % 3 == 0 ? history with { Bars = history.Bars.Slice(0, 4).Compact() } : history, 0);
            }
            Volatile.Write(ref ended, true);
        });

        Assert.InRange(most, limit / 2, limit);
    }

    [Fact]
    public void What_is_replaced_is_never_missing_in_between()
    {
        // Full, so that the new copy needs room: the entry that it replaces must stay.
        var tier = Tier(capacity: 2);
        tier.Put(History(1), 0);
        var ended = false;

        ManyThreads.Run(2, thread =>
        {
            if (thread == 0)
            {
                while (!Volatile.Read(ref ended)) Assert.NotNull(tier.Find(Key(1), _time.GetUtcNow()));
                return;
            }
            for (var i = 0; i < 100_000; i++)
            {
                tier.Put(i % 2 == 0 ? History(1) : History(1) with { Bars = _sample.Bars.Slice(0, 4).Compact() }, 0);
                if (i % 16 == 0) tier.Put(History(2 + (i % 5)) with { Bars = _sample.Bars.Slice(0, 4).Compact() }, 0);
            }
            Volatile.Write(ref ended, true);
        });
    }

    /// <summary>Symbols in proportion to 1 / rank^skew, the same trace in every run.</summary>
    private static IEnumerable<int> Zipf(int symbols, double skew, int lookups)
    {
        var random = new Random(7);
        var sums = new double[symbols];
        for (var rank = 0; rank < symbols; rank++) sums[rank] = (rank == 0 ? 0 : sums[rank - 1]) + Math.Pow(rank + 1, -skew);
        for (var i = 0; i < lookups; i++)
        {
            var place = Array.BinarySearch(sums, random.NextDouble() * sums[^1]);
            yield return place >= 0 ? place : ~place;
        }
    }

    /// <summary>The textbook implementation: a list in the order of use.</summary>
    private sealed class ExactLeastRecentlyUsed(int capacity)
    {
        private readonly LinkedList<int> _order = [];
        private readonly Dictionary<int, LinkedListNode<int>> _places = [];

        public bool Use(int key)
        {
            var held = _places.TryGetValue(key, out var place);
            if (held) _order.Remove(place!);
            else if (_places.Count == capacity)
            {
                _places.Remove(_order.First!.Value);
                _order.RemoveFirst();
            }
            _places[key] = _order.AddLast(key);
            return held;
        }
    }
}
