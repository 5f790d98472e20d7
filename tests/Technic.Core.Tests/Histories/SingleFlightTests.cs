using Technic.Core.Histories;

namespace Technic.Core.Tests.Histories;

public sealed class SingleFlightTests
{
    private readonly SingleFlight<string, int> _flights = new();

    [Fact]
    public async Task Callers_of_one_key_share_its_work_and_callers_of_another_do_not()
    {
        var (gate, runs) = (new TaskCompletionSource<int>(), 0);
        var first = Run("A");
        var second = Run("A");
        var other = Run("B");
        gate.SetResult(7);

        Assert.Equal(((7, false), (7, true), (7, false)), (await first, await second, await other));
        Assert.Equal(2, runs);

        Task<(int, bool)> Run(string key) => _flights.RunAsync(key, 0, (_, _, _) =>
        {
            runs++;
            return gate.Task;
        }, default);
    }

    [Fact]
    public async Task Work_that_has_ended_is_done_anew()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal((i, false), await _flights.RunAsync("A", i, (_, state, _) => Task.FromResult(state), default));
    }

    [Fact]
    public async Task A_failure_is_everybodys_and_the_next_caller_begins_anew()
    {
        var gate = new TaskCompletionSource<int>();
        var callers = Enumerable.Range(0, 2).Select(_ => _flights.RunAsync("A", 0, (_, _, _) => gate.Task, default)).ToArray();
        gate.SetException(new InvalidOperationException("No."));

        foreach (var caller in callers) Assert.Equal("No.", (await Assert.ThrowsAsync<InvalidOperationException>(() => caller)).Message);
        Assert.Equal((1, false), await _flights.RunAsync("A", 1, (_, state, _) => Task.FromResult(state), default));
    }

    [Fact]
    public async Task Work_goes_on_until_the_last_caller_has_left()
    {
        var (gate, ended) = (new TaskCompletionSource<int>(), new TaskCompletionSource());
        using var one = new CancellationTokenSource();
        using var two = new CancellationTokenSource();
        var (first, second) = (Run(one.Token), Run(two.Token));

        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(ended.Task.IsCompleted);
        await two.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Task<(int, bool)> Run(CancellationToken token) => _flights.RunAsync("A", 0, async (_, _, cancelled) =>
        {
            try
            {
                return await gate.Task.WaitAsync(cancelled);
            }
            catch (OperationCanceledException)
            {
                ended.SetResult();
                throw;
            }
        }, token);
    }

    [Fact]
    public async Task A_caller_never_joins_work_that_is_being_given_up()
    {
        // The work does not end immediately after its cancellation.
        var (gate, ending) = (new TaskCompletionSource<int>(), new TaskCompletionSource());
        using var leaving = new CancellationTokenSource();
        var left = _flights.RunAsync("A", 0, async (_, _, cancelled) =>
        {
            await Task.WhenAny(gate.Task, Task.Delay(Timeout.Infinite, cancelled));
            await ending.Task;
            return 1;
        }, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        var next = _flights.RunAsync("A", 0, async (_, _, _) => await gate.Task, default);
        ending.SetResult();
        // The old work ends now and must not remove the new one.
        var joining = _flights.RunAsync("A", 0, (_, _, _) => Task.FromResult(3), default);
        gate.SetResult(2);

        Assert.Equal(((2, false), (2, true)), (await next, await joining));
    }

    [Fact]
    public async Task A_caller_who_has_left_before_begins_nothing()
    {
        var runs = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _flights.RunAsync("A", 0, (_, _, _) => Task.FromResult(++runs), new CancellationToken(canceled: true)));

        Assert.Equal(0, runs);
    }

    [Fact]
    public async Task Work_that_ended_well_is_not_cancelled_afterwards()
    {
        var token = CancellationToken.None;

        await _flights.RunAsync("A", 0, (_, _, cancelled) =>
        {
            token = cancelled;
            return Task.FromResult(1);
        }, default);

        Assert.False(token.IsCancellationRequested);
    }
}
