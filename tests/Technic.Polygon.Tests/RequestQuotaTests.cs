using Microsoft.Extensions.Time.Testing;
using Technic.Core.Provider;

namespace Technic.Polygon.Tests;

public sealed class RequestQuotaTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2021, 4, 21, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void What_the_minute_has_left_is_given_at_once()
    {
        using var quota = new RequestQuota(5, _time);

        var waits = Ask(quota, 6);

        Assert.Equal([true, true, true, true, true, false], waits.Select(w => w.IsCompleted));
    }

    [Fact]
    public void A_used_up_minute_gives_leave_after_a_minute_and_then_at_even_distances()
    {
        using var quota = new RequestQuota(5, _time);

        var given = TimesGiven(Ask(quota, 9));

        for (var i = 5; i < given.Count; i++)
            Assert.InRange(given[i] - (Minute + ((i - 5) * (Minute / 5))), TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void No_rolling_minute_has_more_than_the_quota_whoever_asks_when(int seed)
    {
        var random = new Random(seed);
        var limit = random.Next(1, 12);
        using var quota = new RequestQuota(limit, _time);
        var start = _time.GetUtcNow();
        List<(Task Wait, CancellationTokenSource Cancel)> waiting = [];
        List<TimeSpan> given = [];

        while (_time.GetUtcNow() - start < TimeSpan.FromMinutes(8))
        {
            if (random.Next(100) == 0)
            {
                for (var i = random.Next(1, 2 * limit); i > 0; i--)
                {
                    var cancel = new CancellationTokenSource();
                    waiting.Add((quota.WaitAsync(cancel.Token).AsTask(), cancel));
                }
            }
            if (waiting.Count > 0 && random.Next(60) == 0) waiting[random.Next(waiting.Count)].Cancel.Cancel();
            if (random.Next(2000) == 0) quota.SlowDown(TimeSpan.FromSeconds(random.Next(30)));
            given.AddRange(waiting.Where(w => w.Wait.IsCompletedSuccessfully).Select(_ => _time.GetUtcNow() - start));
            waiting.RemoveAll(w => w.Wait.IsCompleted);
            _time.Advance(Step);
        }

        Assert.True(given.Count > 2 * limit);
        for (var i = limit; i < given.Count; i++)
            Assert.True(given[i] - given[i - limit] >= Minute, $"{limit + 1} requests between {given[i - limit]} and {given[i]}");
    }

    [Fact]
    public void Leave_is_given_in_the_order_it_was_asked_for()
    {
        using var quota = new RequestQuota(2, _time);
        var waits = Ask(quota, 10);

        for (var step = 0; step < 12_000; step++)
        {
            _time.Advance(Step);
            Assert.DoesNotContain(Enumerable.Range(1, 9), i => waits[i].IsCompleted && !waits[i - 1].IsCompleted);
        }
        Assert.All(waits, wait => Assert.True(wait.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task A_cancelled_wait_ends_at_once_and_uses_up_nothing()
    {
        using var quota = new RequestQuota(1, _time);
        using var cancel = new CancellationTokenSource();
        await quota.WaitAsync(default);
        var cancelled = quota.WaitAsync(cancel.Token).AsTask();
        var next = quota.WaitAsync(default).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.True(next.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_before_it_begins_takes_no_place()
    {
        using var quota = new RequestQuota(1, _time);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => quota.WaitAsync(new CancellationToken(canceled: true)).AsTask());

        Assert.True(quota.WaitAsync(default).IsCompletedSuccessfully);
    }

    [Fact]
    public void A_pause_holds_everyone_and_several_do_not_add_up()
    {
        using var quota = new RequestQuota(null, _time);
        quota.SlowDown(TimeSpan.FromSeconds(10));
        quota.SlowDown(TimeSpan.FromSeconds(4));
        quota.SlowDown(TimeSpan.FromSeconds(10));
        var waits = Ask(quota, 3);

        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.All(waits, wait => Assert.False(wait.IsCompleted));
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.All(waits, wait => Assert.True(wait.IsCompletedSuccessfully));
    }

    [Fact]
    public void A_pause_that_comes_while_callers_wait_holds_them_too()
    {
        using var quota = new RequestQuota(1, _time);
        var waits = Ask(quota, 2);
        _time.Advance(TimeSpan.FromSeconds(30));
        quota.SlowDown(TimeSpan.FromSeconds(90));

        _time.Advance(TimeSpan.FromSeconds(80));
        Assert.False(waits[1].IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.True(waits[1].IsCompletedSuccessfully);
    }

    [Fact]
    public void Without_a_limit_nobody_waits()
    {
        using var quota = new RequestQuota(null, _time);

        Assert.All(Ask(quota, 10_000), wait => Assert.True(wait.IsCompletedSuccessfully));
    }

    [Fact]
    public void A_limit_a_second_holds_beside_the_one_a_minute()
    {
        using var quota = new RequestQuota(1000, _time, requestsPerSecond: 10);

        var given = TimesGiven(Ask(quota, 35));

        for (var i = 10; i < given.Count; i++) Assert.True(given[i] - given[i - 10] >= TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(5, 5, 0)]
    [InlineData(6, 5, 60.5)]
    [InlineData(10, 5, 108.9)]
    public void The_estimate_is_the_time_it_takes(int requests, int limit, double seconds)
    {
        using var quota = new RequestQuota(limit, _time);

        Assert.Equal(seconds, PriceSources.TimeFor(requests, limit).TotalSeconds, 3);
        Assert.InRange(TimesGiven(Ask(quota, requests))[^1].TotalSeconds, seconds, seconds + 0.2);
    }

    [Fact]
    public async Task Who_waits_when_the_quota_is_disposed_is_told()
    {
        var quota = new RequestQuota(1, _time);
        var waits = Ask(quota, 2);

        quota.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waits[1]);
    }

    private static Task[] Ask(RequestQuota quota, int times) =>
        [.. Enumerable.Range(0, times).Select(_ => quota.WaitAsync(default).AsTask())];

    /// <summary>The time at which each wait ended, relative to now.</summary>
    private List<TimeSpan> TimesGiven(Task[] waits)
    {
        var start = _time.GetUtcNow();
        List<TimeSpan> given = [];
        while (given.Count < waits.Length)
        {
            var now = _time.GetUtcNow() - start;
            Assert.True(now < TimeSpan.FromHours(1));
            given.AddRange(waits.Skip(given.Count).TakeWhile(w => w.IsCompleted).Select(_ => now));
            _time.Advance(Step);
        }
        return given;
    }
}
