using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

/// <summary>Many threads use all operations of one L1 concurrently; afterwards its map, its numbers and its queue must agree.</summary>
public class MemoryTierSoakTests
{
    private const int Threads = 4;
    private const int Operations = 40_000;
    private const int Symbols = 60;
    private static readonly int[] Widths = [30, 90, 150];

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly BarSeries[] _bars;

    public MemoryTierSoakTests()
    {
        _clock = new MarketClock(_time);
        var all = new ScriptedSource(_time).Bars(Symbol.Parse("A"), Frequency.Daily, new DateOnly(2026, 1, 2), new DateOnly(2026, 3, 11));
        _bars = [.. Enumerable.Range(1, 8).Select(i => all.Slice(0, i * 5).Compact())];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Map_numbers_and_queue_agree_after_random_operations_of_many_threads(int seed)
    {
        var limit = Bytes(Whole(bars: 2_000));
        var tier = new HistoryMemory(_clock, new MemoryTierOptions(limit), new Random(seed));

        ManyThreads.Run(Threads, thread =>
        {
            var random = new Random((seed * Threads) + thread);
            for (var i = 0; i < Operations; i++)
            {
                Operate(tier, random);
                Assert.InRange(tier.Bytes, 0, limit);
            }
        });

        CheckIntegrity(tier, Whole(bars: 2_000));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Map_numbers_and_queue_agree_after_every_operation_of_one_thread(int seed)
    {
        var limit = Bytes(Whole(bars: 500));
        var tier = new HistoryMemory(_clock, new MemoryTierOptions(limit), new Random(seed));
        var random = new Random(seed);
        for (var i = 0; i < 5_000; i++)
        {
            Operate(tier, random);
            CheckMap(tier, limit);
        }
        CheckIntegrity(tier, Whole(bars: 500));
    }

    private void Operate(HistoryMemory tier, Random random)
    {
        switch (random.Next(1_000))
        {
            case < 600:
                var key = Key(random);
                if (tier.Find(key, _clock.Now) is { } found)
                {
                    Assert.Equal(key.Symbol, found.History.Key.Symbol);
                    Assert.InRange(found.History.Key.Days, key.Days, int.MaxValue);
                }
                break;
            case < 950:
                tier.Put(History(random), tier.Generation, random.Next(2) == 0 ? TimeSpan.FromMinutes(random.Next(1, 60)) : null);
                break;
            case < 980:
                tier.Remove(Key(random));
                break;
            case < 988:
                var symbol = Key(random).Symbol;
                tier.RemoveWhere(history => history.Key.Symbol == symbol);
                break;
            case < 995:
                _time.Advance(TimeSpan.FromSeconds(20));
                tier.Sweep();
                break;
            case < 998:
                tier.ForgetRows();
                break;
            default:
                var generation = tier.Generation;
                tier.Clear();
                Assert.Null(tier.Put(History(random), generation));
                break;
        }
    }

    private static void CheckMap(HistoryMemory tier, long limit)
    {
        var entries = tier.Entries.ToList();
        Assert.Equal((entries.Count, entries.Sum(entry => entry.Bytes)), (tier.Count, tier.Bytes));
        Assert.InRange(tier.Bytes, 0, limit);
        Assert.Equal(entries.Count, entries.Select(entry => entry.History.Key).Distinct().Count());
        Assert.All(entries, entry => Assert.Same(entry.History, tier.Newest(entry.History.Key)));
    }

    /// <param name="tier">The memory.</param>
    /// <param name="whole">A history that uses all of it.</param>
    private void CheckIntegrity(HistoryMemory tier, PriceHistory whole)
    {
        var limit = Bytes(whole);
        CheckMap(tier, limit);
        // The queue has exactly the entries of the map: as many evictions make room for one entry that uses the whole memory.
        var others = tier.Entries.Select(entry => entry.History.Key).ToList();
        Assert.NotNull(tier.Put(whole, tier.Generation));
        Assert.Equal((1, limit), (tier.Count, tier.Bytes));
        Assert.All(others, key => Assert.Null(tier.Newest(key)));
        tier.Remove(whole.Key);
        Assert.Equal((0, 0L), (tier.Count, tier.Bytes));
        CheckMap(tier, limit);
    }

    private PriceHistory Whole(int bars) => new(
        new PriceHistoryKey(Symbol.Parse("WHOLE"), 36_000, Frequency.Daily),
        BarSeries.FromColumns([.. Enumerable.Range(0, bars)], new double[bars * BarSeries.ValueColumns]), _clock.Now, "scripted");

    private long Bytes(PriceHistory history) => new HistoryMemory(_clock).Put(history, 0)!.Bytes;

    private PriceHistory History(Random random) => new(Key(random), _bars[random.Next(_bars.Length)], _clock.Now, "scripted");

    private static PriceHistoryKey Key(Random random) =>
        new(
            Symbol.Parse($"S{random.Next(Symbols)}"), Widths[random.Next(Widths.Length)],
            random.Next(4) == 0 ? Frequency.Intraday : Frequency.Daily);
}
