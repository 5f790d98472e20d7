using Technic.Core.Histories;

namespace Technic.Core.Tests.Histories;

public sealed class ParallelStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Every_result_comes_once_in_batches_of_at_most_512()
    {
        var batches = new List<int[]>();
        await foreach (var batch in ParallelStream.RunAsync<int, int>(Enumerable.Range(0, 3), 2, (item, results, _) =>
        {
            for (var i = 0; i < 1_000; i++) results.TryWrite((1_000 * item) + i);
            return ValueTask.CompletedTask;
        }, default)) batches.Add(batch);

        Assert.Equal(Enumerable.Range(0, 3_000), batches.SelectMany(batch => batch).Order());
        Assert.All(batches, batch => Assert.InRange(batch.Length, 1, 512));
    }

    [Fact]
    public async Task Results_come_as_soon_as_they_are_there()
    {
        var gate = new TaskCompletionSource();
        var stream = ParallelStream.RunAsync<int, int>([1, 2], 2, async (item, results, _) =>
        {
            if (item == 2) await gate.Task;
            results.TryWrite(item);
        }, default).GetAsyncEnumerator();

        Assert.True(await stream.MoveNextAsync().AsTask().WaitAsync(Patience));
        Assert.Equal([1], stream.Current);
        gate.SetResult();
        Assert.True(await stream.MoveNextAsync().AsTask().WaitAsync(Patience));
        Assert.Equal([2], stream.Current);
        Assert.False(await stream.MoveNextAsync());
    }

    [Fact]
    public async Task At_most_a_window_of_items_is_under_way()
    {
        var (under, most) = (0, 0);
        var gate = new SemaphoreSlim(0);
        var reading = ReadAsync();
        for (var i = 0; i < 20; i++) gate.Release();
        await reading;

        Assert.InRange(most, 1, 3);

        async Task ReadAsync()
        {
            await foreach (var _ in ParallelStream.RunAsync<int, int>(Enumerable.Range(0, 20), 3, async (item, results, token) =>
            {
                var now = Interlocked.Increment(ref under);
                InterlockedMax(ref most, now);
                await gate.WaitAsync(token);
                Interlocked.Decrement(ref under);
                results.TryWrite(item);
            }, default)) { }
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }

    [Fact]
    public async Task An_item_that_fails_ends_the_others_and_is_what_the_caller_sees()
    {
        var cancelled = false;
        var waiting = new TaskCompletionSource();

        var problem = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in ParallelStream.RunAsync<int, int>([1, 2], 2, async (item, _, token) =>
            {
                if (item == 1)
                {
                    await waiting.Task;
                    throw new InvalidOperationException("No.");
                }
                waiting.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    cancelled = true;
                }
            }, default)) { }
        });

        Assert.Equal("No.", problem.Message);
        Assert.True(cancelled);
    }

    [Fact]
    public async Task A_consumer_who_stops_cancels_the_rest_and_waits_for_its_end()
    {
        var ended = false;
        await foreach (var _ in ParallelStream.RunAsync<int, int>([1, 2], 2, async (item, results, token) =>
        {
            if (item == 1)
            {
                results.TryWrite(1);
                return;
            }
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                await Task.Yield();
                ended = true;
            }
        }, default)) break;

        Assert.True(ended);
    }

    [Fact]
    public async Task Work_that_never_waits_does_not_hold_the_consumer_up()
    {
        // The only item blocks its thread until the consumer has its first result.
        using var seen = new ManualResetEventSlim();
        await foreach (var batch in ParallelStream.RunAsync<int, int>([1], 1, (item, results, token) =>
        {
            results.TryWrite(item);
            Assert.True(seen.Wait(Patience, token));
            return ValueTask.CompletedTask;
        }, default)) seen.Set();
    }
}
