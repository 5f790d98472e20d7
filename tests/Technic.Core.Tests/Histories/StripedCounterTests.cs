using Microsoft.Extensions.Time.Testing;
using Technic.Core.Histories;
using Technic.Core.Market.Calendar;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

public class StripedCounterTests
{
    private const int Threads = 8;
    private const int Additions = 200_000;

    [Fact]
    public void The_sum_is_exact_after_many_threads_have_added()
    {
        var counter = new StripedCounter();

        RunOnThreads(_ =>
        {
            for (var i = 0; i < Additions; i++) counter.Add(i % 3);
        });

        var each = Enumerable.Range(0, Additions).Sum(i => (long)(i % 3));
        Assert.Equal(Threads * each, counter.Sum());
    }

    [Fact]
    public void The_sum_includes_every_addition_that_ended_and_never_falls()
    {
        var counter = new StripedCounter();
        var ended = new long[Threads];

        RunOnThreads(thread =>
        {
            var last = 0L;
            for (var i = 1; i <= Additions / 10; i++)
            {
                counter.Increment();
                Interlocked.Increment(ref ended[thread]);
                var atLeast = ended.Sum(count => Volatile.Read(ref count));
                var sum = counter.Sum();
                Assert.True(sum >= atLeast && sum >= last, $"{sum} after {atLeast} additions and a sum of {last}");
                last = sum;
            }
        });
    }

    [Fact]
    public void Statistics_are_exact_after_many_threads_have_looked_up()
    {
        var tier = new HistoryMemory(new MarketClock(new FakeTimeProvider(Clocks.WednesdayEvening)));
        using var counters = new CacheCounters(tier);

        RunOnThreads(_ =>
        {
            for (var i = 0; i < Additions; i++)
            {
                switch (i % 5)
                {
                    case 0: counters.Miss(); break;
                    case 1: counters.StoreHit(); break;
                    case 2: counters.ProviderFetch(requests: 2); break;
                    case 3: counters.MemoryHit(3); break;
                    default: counters.MemoryHit(); break;
                }
            }
        });

        var fifth = (long)Threads * Additions / 5;
        var statistics = counters.Snapshot();
        Assert.Equal(
            (fifth * 4, fifth, fifth, fifth, fifth * 2),
            (statistics.MemoryHits, statistics.StoreHits, statistics.Misses, statistics.ProviderFetches, statistics.ProviderRequests));
        Assert.Equal(fifth * 6, statistics.Total);
    }

    private static void RunOnThreads(Action<int> work) => ManyThreads.Run(Threads, work);
}
