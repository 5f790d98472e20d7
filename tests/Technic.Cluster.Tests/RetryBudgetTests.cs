using System.Runtime.CompilerServices;
using Technic.Cluster.Contracts;
using Technic.Cluster.Grains;
using Technic.Core.Histories;
using Technic.Core.Scans;
using Technic.Testing;

namespace Technic.Cluster.Tests;

/// <summary>How long a scan retries lost calls, on a manual clock.</summary>
public sealed class RetryBudgetTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>The deadline, and a call that was repeated just before it.</summary>
    private static readonly TimeSpan Limit = RetryBudget.Deadline + TimeSpan.FromSeconds(15);

    private readonly TimerTrackingTimeProvider _time = new(Clocks.WednesdayEvening);
    private int _asked;

    private TimeSpan Passed => _time.GetUtcNow() - Clocks.WednesdayEvening;

    /// <summary>How a call can be lost again and again.</summary>
    public static TheoryData<string> Losses => ["ends at once", "beats and ends", "is silent"];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_call_that_stays_lost_is_given_up_at_the_deadline(string loss)
    {
        var budget = new RetryBudget(100_000, _time);

        var left = await ReadAsync(budget, [1, 2], token => Lost(loss, token));

        Assert.Equal([1, 2], left);
        Assert.InRange(Passed, RetryBudget.Deadline, Limit);
    }

    [Fact]
    public async Task A_call_that_is_lost_later_has_what_is_left_of_the_deadline_and_not_one_of_its_own()
    {
        var budget = new RetryBudget(100, _time);
        using var first = budget.Begin();
        using var second = budget.Begin();

        Assert.True(await RetryAsync(first));
        _time.Advance(RetryBudget.Deadline - 10 * Second);
        Assert.True(await RetryAsync(second));
        _time.Advance(10 * Second);

        Assert.False(await RetryAsync(second));
        Assert.False(await RetryAsync(first));
    }

    [Fact]
    public async Task A_moment_at_which_every_call_works_ends_the_deadline()
    {
        var budget = new RetryBudget(100, _time);
        using var first = budget.Begin();
        using var second = budget.Begin();

        Assert.True(await RetryAsync(first));
        Assert.True(await RetryAsync(second));
        first.Works();
        _time.Advance(RetryBudget.Deadline);
        Assert.False(await RetryAsync(second));
        second.Dispose();
        using var third = budget.Begin();

        Assert.True(await RetryAsync(third));
    }

    [Fact]
    public async Task All_calls_together_have_the_retries_of_the_budget()
    {
        var budget = new RetryBudget(5, _time);
        RetryBudget.Call[] calls = [.. Enumerable.Range(0, 4).Select(_ => budget.Begin())];

        var retried = new List<bool>();
        for (var i = 0; i < 8; i++) retried.Add(await RetryAsync(calls[i % 4]));

        Assert.Equal(5, retried.Count(may => may));
        Assert.Equal(0, budget.Left);
    }

    [Fact]
    public async Task A_scan_of_an_hour_survives_losses_that_are_over_in_seconds()
    {
        var budget = new RetryBudget(RetryBudget.Default, _time);

        // Each call waits 40 s for the quota, answers one candidate and is lost, and is lost once more before it works again.
        var left = await ReadAsync(
            budget, [.. Enumerable.Range(1, 60)],
            token => _asked % 2 == 0 ? AnswersAfter(40, _asked / 2, token) : Lost("ends at once", token));

        Assert.Empty(left);
        Assert.True(Passed > 40 * TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_call_that_beats_for_long_after_a_loss_works()
    {
        var budget = new RetryBudget(RetryBudget.Default, _time);
        using var other = budget.Begin();
        Assert.True(await RetryAsync(other));
        other.Works();

        var left = await ReadAsync(
            budget, [1],
            token => _asked switch
            {
                1 => Lost("ends at once", token),
                2 => Lost("beats for minutes", token),
                _ => AnswersAfter(1, 1, token),
            });

        Assert.Empty(left);
    }

    private async Task<bool> RetryAsync(RetryBudget.Call call)
    {
        var waiting = call.WaitAsync(CancellationToken.None).AsTask();
        await AdvanceAsync(waiting);
        return await waiting;
    }

    private async Task<int[]> ReadAsync(
        RetryBudget budget, int[] candidates, Func<CancellationToken, IAsyncEnumerable<OutcomeBatch>> ask)
    {
        var left = candidates.ToHashSet();
        var reading = new OutcomeCalls(budget, _time).ReadAsync(
            left,
            token =>
            {
                _asked++;
                return ask(token);
            },
            _ => { }, _ => { }, CancellationToken.None);
        await AdvanceAsync(reading);
        await reading;
        return [.. left];
    }

    private async IAsyncEnumerable<OutcomeBatch> Lost(string loss, [EnumeratorCancellation] CancellationToken token)
    {
        if (loss == "is silent") await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
        var beats = loss switch { "beats and ends" => 4, "beats for minutes" => 200, _ => 0 };
        for (var i = 0; i < beats; i++) yield return Beat();
    }

    private async IAsyncEnumerable<OutcomeBatch> AnswersAfter(
        int seconds, int candidate, [EnumeratorCancellation] CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        for (var i = 0; i < seconds; i++) yield return Beat();
        yield return new OutcomeBatch([new SymbolOutcome(candidate, null, Tier.Provider, Failure: "none")]);
        await Task.CompletedTask;
    }

    /// <summary>A heartbeat. The clock is moved here, when nothing waits for it.</summary>
    private OutcomeBatch Beat()
    {
        _time.Advance(Second);
        return OutcomeBatch.Empty;
    }

    /// <summary>Moves the clock to the timer of the code under test, which has one at a time, until the task ends.</summary>
    private async Task AdvanceAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            var waiting = _time.WaitForTimerAsync(_ => true);
            await Task.WhenAny(task, waiting);
            if (!task.IsCompleted && _time.PendingTimers is [var due, ..]) _time.Advance(due);
        }
    }
}
