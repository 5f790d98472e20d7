using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

public class RecencyQueueTests
{
    private static MemoryEntry Entry(long lastUsed)
    {
        var key = new PriceHistoryKey(Symbol.Parse("A"), 90, Frequency.Daily);
        var history = new PriceHistory(key, BarSeries.Empty, Clocks.WednesdayEvening, "scripted");
        return new MemoryEntry(history, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue, DateOnly.MaxValue) { LastUsed = lastUsed };
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_gives_what_a_sorted_list_gives_after_any_additions_reads_and_removals(int seed)
    {
        var random = new Random(seed);
        var (queue, held, stamp) = (new RecencyQueue(), new List<MemoryEntry>(), 0L);
        for (var i = 0; i < 20_000; i++)
        {
            // Fewer entries are removed than added in the first half, more in the second.
            var takes = i < 10_000 ? 30 : 60;
            switch (random.Next(100))
            {
                case var dice when dice < takes && held.Count > 0:
                    var taken = queue.TakeLeastRecent();
                    Assert.Equal(held.Min(entry => entry.LastUsed), taken.LastUsed);
                    Assert.True(held.Remove(taken));
                    break;
                case < 75:
                    held.Add(Entry(++stamp));
                    queue.Add(held[^1]);
                    break;
                case < 95 when held.Count > 0:
                    held[random.Next(held.Count)].LastUsed = ++stamp;
                    break;
                case >= 95 when held.Count > 0:
                    var removed = held[random.Next(held.Count)];
                    held.Remove(removed);
                    queue.Remove(removed);
                    break;
            }
            Assert.Equal(held.Count, queue.Count);
        }
        foreach (var entry in held.OrderBy(entry => entry.LastUsed)) Assert.Same(entry, queue.TakeLeastRecent());
        Assert.Throws<InvalidOperationException>(queue.TakeLeastRecent);
    }

    [Fact]
    public void Taking_an_entry_does_not_look_at_all_the_others()
    {
        // Twice as many entries must not take four times the moves. A move sets the entry's index, by which moves are counted here.
        var queue = new RecencyQueue();
        var entries = Enumerable.Range(0, 4_096).Select(i => Entry(i)).ToList();
        entries.ForEach(queue.Add);

        var moved = 0;
        for (var i = 0; i < 1_000; i++)
        {
            var before = entries.ConvertAll(entry => entry.QueueIndex);
            queue.TakeLeastRecent();
            moved += entries.Where((entry, place) => entry.QueueIndex != before[place]).Count();
        }

        // A heap of four children is six levels deep here.
        Assert.InRange(moved, 1, 1_000 * 8);
    }

    [Fact]
    public void Nothing_that_was_taken_or_removed_is_kept_alive()
    {
        var queue = new RecencyQueue();
        var (taken, removed) = TakeAndRemove(queue);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.Equal((false, false), (taken.IsAlive, removed.IsAlive));
        Assert.Equal(1, queue.Count);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static (WeakReference Taken, WeakReference Removed) TakeAndRemove(RecencyQueue queue)
    {
        var entries = Enumerable.Range(0, 3).Select(i => Entry(i)).ToArray();
        foreach (var entry in entries) queue.Add(entry);
        queue.Remove(entries[1]);
        return (new WeakReference(queue.TakeLeastRecent()), new WeakReference(entries[1]));
    }
}
