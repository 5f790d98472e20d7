using System.Collections.Concurrent;
using Technic.Cluster.Postgres;

namespace Technic.Cluster.Tests.Postgres;

public sealed class BatchPumpTests
{
    [Fact]
    public async Task What_gathers_while_a_batch_is_under_way_goes_as_one_batch()
    {
        var batches = new ConcurrentQueue<int[]>();
        var begun = new TaskCompletionSource();
        var hold = new TaskCompletionSource();
        var pump = new BatchPump<int>(batchSize: 100, inFlight: 1, static (_, _) => true, async batch =>
        {
            batches.Enqueue([.. batch]);
            begun.TrySetResult();
            await hold.Task;
        });

        pump.TryAdd(0);
        await begun.Task;
        for (var i = 1; i <= 250; i++) pump.TryAdd(i);
        hold.SetResult();
        await pump.DisposeAsync();

        Assert.Equal([1, 100, 100, 50], batches.Select(b => b.Length));
        Assert.Equal(Enumerable.Range(0, 251), batches.SelectMany(b => b));
    }

    [Fact]
    public async Task No_more_batches_than_allowed_are_under_way_at_once()
    {
        var underWay = 0;
        var most = 0;
        var gate = new Lock();
        var full = new TaskCompletionSource();
        var hold = new TaskCompletionSource();
        var pump = new BatchPump<int>(batchSize: 1, inFlight: 3, static (_, _) => true, async _ =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++underWay);
                if (underWay == 3) full.TrySetResult();
            }
            await hold.Task;
            lock (gate) underWay--;
        });

        for (var i = 0; i < 50; i++) pump.TryAdd(i);
        await full.Task;
        hold.SetResult();
        await pump.DisposeAsync();

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task An_item_that_does_not_fit_waits_for_the_next_batch_and_keeps_its_place()
    {
        var batches = new ConcurrentQueue<string>();
        var begun = new TaskCompletionSource();
        var hold = new TaskCompletionSource();
        var pump = new BatchPump<char>(batchSize: 10, inFlight: 1, static (batch, next) => !batch.Contains(next), async batch =>
        {
            batches.Enqueue(string.Concat(batch));
            begun.TrySetResult();
            await hold.Task;
        });

        pump.TryAdd('-');
        await begun.Task;
        foreach (var c in "abcadd") pump.TryAdd(c);
        hold.SetResult();
        await pump.DisposeAsync();

        Assert.Equal(["-", "abc", "ad", "d"], batches);
    }

    [Fact]
    public async Task A_closed_pump_works_off_what_it_has_and_takes_nothing_more()
    {
        var done = 0;
        var pump = new BatchPump<int>(
            batchSize: 2, inFlight: 2, static (_, _) => true, batch => Task.FromResult(Interlocked.Add(ref done, batch.Count)));
        for (var i = 0; i < 99; i++) pump.TryAdd(i);

        await pump.DisposeAsync();

        Assert.Equal(99, done);
        Assert.False(pump.TryAdd(1));
    }
}
