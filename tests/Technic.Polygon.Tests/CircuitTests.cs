using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.FakePolygon;
using Technic.Testing;

namespace Technic.Polygon.Tests;

/// <summary>
/// Many callers while the circuit opens, is tested with one request, and closes or opens again. Only the tests move the clock.
/// </summary>
public sealed class CircuitTests
{
    private const int Callers = 500;

    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task While_one_request_tests_the_provider_the_others_wait_and_go_on_when_it_succeeds()
    {
        await using var test = await OpenAsync();
        test.Time.Advance(Break);
        var probe = await test.ProbeAsync();

        var others = test.Ask(Callers);
        await test.WaitForCallersAsync(Callers);
        Assert.Equal((0, 1), (others.Count(other => other.IsCompleted), test.Requests));
        test.Release();

        Assert.Equal(75, (await probe).Bars.Count);
        Assert.All(await Task.WhenAll(others), fetched => Assert.Equal((75, 1), (fetched.Bars.Count, fetched.Requests)));
        Assert.Equal((Callers + 1, Callers + 1), (test.Requests, test.Quota.Asked));
    }

    [Fact]
    public async Task When_the_test_fails_all_others_fail_with_its_reason_and_use_up_no_quota()
    {
        await using var test = await OpenAsync();
        test.Time.Advance(Break);
        var probe = await test.ProbeAsync(fails: true);

        var others = test.Ask(Callers);
        await test.WaitForCallersAsync(Callers);
        test.Release();

        Assert.Equal(1, (await Assert.ThrowsAsync<PriceSourceException>(() => probe)).Requests);
        foreach (var other in others)
        {
            var error = await Assert.ThrowsAsync<PriceSourceException>(() => other);
            Assert.Equal((PriceSourceFailure.Unavailable, 0), (error.Failure, error.Requests));
            Assert.EndsWith(
                "too many recent requests failed (it responded with 503 ServiceUnavailable (fault 503)); no more requests for 15 seconds.",
                error.Message);
        }
        Assert.Equal((1, 1), (test.Requests, test.Quota.Asked));
    }

    [Fact]
    public async Task An_open_circuit_refuses_every_caller_without_quota_and_says_for_how_long()
    {
        await using var test = await OpenAsync();
        test.Time.Advance(Break - TimeSpan.FromMilliseconds(10));

        foreach (var call in test.Ask(Callers))
        {
            var error = await Assert.ThrowsAsync<PriceSourceException>(() => call);
            Assert.Contains("no more requests for 0.1 seconds", error.Message);
        }

        Assert.Equal((0, 0), (test.Requests, test.Quota.Asked));
    }

    [Fact]
    public async Task Who_waits_for_the_test_waits_no_longer_than_its_deadline()
    {
        await using var test = await OpenAsync();
        test.Time.Advance(Break);
        test.Quota.Hold();
        var probe = test.Ask(1)[0];
        Assert.Equal(1, test.Quota.Asked);
        test.CountCallersFromHere();
        var other = test.Ask(1)[0];
        await test.WaitForCallersAsync(1);

        test.Time.Advance(TestDeadline);

        var error = await Assert.ThrowsAsync<PriceSourceException>(() => other);
        Assert.EndsWith("and the test request is still in progress.", error.Message);
        Assert.Equal((0, 1), (error.Requests, test.Quota.Asked));
        test.Quota.Release();
        Assert.Equal(75, (await probe).Bars.Count);
    }

    [Fact]
    public async Task A_caller_that_is_cancelled_while_it_waits_for_the_test_ends_at_once()
    {
        await using var test = await OpenAsync();
        test.Time.Advance(Break);
        var probe = await test.ProbeAsync();
        using var cancelling = new CancellationTokenSource();
        var other = test.Polygon.FetchAsync(cancellationToken: cancelling.Token);
        await test.WaitForCallersAsync(1);

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
        Assert.Equal(1, test.Quota.Asked);
        test.Release();
        Assert.Equal(75, (await probe).Bars.Count);
    }

    [Fact]
    public async Task A_cancelled_test_proves_nothing_and_the_next_caller_tests_at_once()
    {
        await using var test = await OpenAsync();
        test.Time.Advance(Break);
        using var cancelling = new CancellationTokenSource();
        var probe = await test.ProbeAsync(cancellationToken: cancelling.Token);
        var others = test.Ask(50);
        await test.WaitForCallersAsync(50);

        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
        await test.Polygon.Server.Requests.WaitForAsync(2);
        Assert.Equal((2, 0), (test.Requests, others.Count(other => other.IsCompleted)));
        test.Release();

        Assert.All(await Task.WhenAll(others), fetched => Assert.Equal(75, fetched.Bars.Count));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(400)]
    public async Task Any_answer_of_the_provider_is_a_successful_test(int status)
    {
        await using var test = await OpenAsync();
        test.Time.Advance(Break);
        test.Polygon.Faults.Add(Fault.Status(status).Once());

        await Record.ExceptionAsync(() => test.Polygon.FetchAsync());

        Assert.All(await Task.WhenAll(test.Ask(20)), fetched => Assert.Equal(75, fetched.Bars.Count));
    }

    [Fact]
    public async Task Calls_that_were_cancelled_while_they_waited_for_the_quota_do_not_hide_that_the_provider_is_down()
    {
        var (time, quota) = (NewTime(), new HeldQuota());
        await using var polygon = await TestPolygon.StartAsync(
            o => o with { BreakerMinimumAttempts = 4, MaxRetries = 0 }, time: time, quota: quota);
        using var cancelling = new CancellationTokenSource();
        quota.Hold();
        var cancelled = Enumerable.Range(0, 100).Select(_ => polygon.FetchAsync(cancellationToken: cancelling.Token)).ToArray();
        await cancelling.CancelAsync();
        foreach (var call in cancelled) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        quota.Release();

        polygon.Faults.Add(Fault.Status(500));
        for (var i = 0; i < 4; i++) Assert.Equal(1, (await polygon.FailsAsync()).Requests);

        Assert.Equal(0, (await polygon.FailsAsync()).Requests);
    }

    [Fact]
    public async Task Calls_that_wait_for_the_quota_when_the_circuit_opens_are_refused_at_once_and_none_is_sent()
    {
        const int Waiting = 100;
        var (time, quota) = (NewTime(), new HeldQuota());
        await using var polygon = await TestPolygon.StartAsync(
            o => o with { BreakerMinimumAttempts = 4, MaxRetries = 0 }, time: time, quota: quota);
        polygon.Faults.Add(Fault.Status(500));
        for (var i = 0; i < 3; i++) await polygon.FailsAsync();
        polygon.Faults.Clear();
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        polygon.Faults.Add(Fault.Held(answered.Task, Fault.Status(500)));
        var last = polygon.FailsAsync();
        await polygon.Server.Requests.WaitForAsync(4);
        quota.Hold();
        var waiting = Enumerable.Range(0, Waiting).Select(_ => polygon.FailsAsync()).ToArray();
        while (quota.Asked < 4 + Waiting) await Task.Yield();

        answered.SetResult();

        await last;
        // The quota grants no permit, so only the circuit can end them.
        var errors = await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.All(errors, error => Assert.Equal(0, error.Requests));
        Assert.Equal(4, polygon.Requests);
    }

    [Fact]
    public async Task A_refused_key_refuses_everyone_for_a_while_without_quota()
    {
        var (time, quota) = (NewTime(), new HeldQuota());
        await using var polygon = await TestPolygon.StartAsync(o => o with { ApiKey = "another" }, time: time, quota: quota);
        await polygon.FailsAsync();

        var errors = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => polygon.FailsAsync()));

        Assert.Equal((1, 1), (polygon.Requests, quota.Asked));
        Assert.All(errors, error => Assert.Equal((PriceSourceFailure.NotAuthorized, 0), (error.Failure, error.Requests)));
        Assert.All(errors, error => Assert.Contains("401: Unknown API Key", error.Message));
        time.Advance(Break);
        Assert.Equal(1, (await polygon.FailsAsync()).Requests);
    }

    [Fact]
    public async Task What_a_plan_does_not_include_does_not_open_the_circuit()
    {
        await using var polygon = await TestPolygon.StartAsync(o => o with { BreakerMinimumAttempts = 2 }, time: NewTime());
        polygon.Faults.Add(Fault.NotAuthorized().OnTicker("ACME"));

        for (var i = 0; i < 20; i++)
        {
            var error = await polygon.FailsAsync();
            Assert.Equal((PriceSourceFailure.Forbidden, 1), (error.Failure, error.Requests));
        }

        Assert.Equal(75, (await polygon.FetchAsync("BRK.B")).Bars.Count);
    }

    private static TimerTrackingTimeProvider NewTime() => new(new DateTimeOffset(2021, 4, 21, 21, 0, 0, TimeSpan.Zero));

    private static readonly TimeSpan TestDeadline = TimeSpan.FromSeconds(60);

    /// <summary>A provider that failed until the circuit opened, and works again.</summary>
    private static async Task<OpenCircuit> OpenAsync()
    {
        var (time, quota) = (NewTime(), new HeldQuota());
        var polygon = await TestPolygon.StartAsync(
            o => o with { BreakerMinimumAttempts = 4, MaxRetries = 0, AttemptTimeout = TestDeadline, TotalTimeout = TestDeadline },
            time: time, quota: quota);
        polygon.Faults.Add(Fault.Status(500));
        for (var i = 0; i < 4; i++) await polygon.FailsAsync();
        polygon.Faults.Clear();
        polygon.Server.Requests.Clear();
        quota.Forget();
        return new OpenCircuit(polygon, time, quota);
    }

    private sealed class OpenCircuit(TestPolygon polygon, TimerTrackingTimeProvider time, HeldQuota quota) : IAsyncDisposable
    {
        private int _waitingBefore;
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TestPolygon Polygon => polygon;

        public TimerTrackingTimeProvider Time => time;

        public HeldQuota Quota => quota;

        public int Requests => polygon.Requests;

        /// <summary>Sends the request that tests the provider; it is answered after <see cref="Release"/>.</summary>
        public async Task<Task<FetchedBars>> ProbeAsync(bool fails = false, CancellationToken cancellationToken = default)
        {
            polygon.Faults.Add(Fault.Held(_released.Task, fails ? Fault.Status(503) : null));
            var probe = polygon.FetchAsync(cancellationToken: cancellationToken);
            await polygon.Server.Requests.WaitForAsync(1);
            CountCallersFromHere();
            return probe;
        }

        /// <summary>Excludes the currently waiting calls from those that <see cref="WaitForCallersAsync"/> waits for.</summary>
        public void CountCallersFromHere() => _waitingBefore = time.PendingTimers.Count(due => due == TestDeadline);

        /// <summary>Waits until a number of further calls wait for the test of the provider.</summary>
        public Task WaitForCallersAsync(int callers) => time.WaitForTimerAsync(TestDeadline, _waitingBefore + callers);

        public Task<FetchedBars>[] Ask(int callers) => [.. Enumerable.Range(0, callers).Select(_ => polygon.FetchAsync("BRK.B"))];

        public void Release() => _released.TrySetResult();

        public ValueTask DisposeAsync()
        {
            Release();
            return polygon.DisposeAsync();
        }
    }

    /// <summary>A quota that counts its callers and can block them.</summary>
    private sealed class HeldQuota : IRequestQuota
    {
        private TaskCompletionSource? _held;
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release()
        {
            _held?.SetResult();
            _held = null;
        }

        public void Forget() => _asked = 0;

        public ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return _held is { } held ? new ValueTask(held.Task.WaitAsync(cancellationToken)) : ValueTask.CompletedTask;
        }

        public void SlowDown(TimeSpan pause)
        {
            // No test requests a pause.
        }
    }
}
