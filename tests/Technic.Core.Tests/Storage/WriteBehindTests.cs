using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Storage;
using Technic.Testing;

namespace Technic.Core.Tests.Storage;

public sealed class WriteBehindTests
{
    private static readonly DateTimeOffset Start = new(2026, 8, 3, 20, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TimerTrackingTimeProvider _clock = new(Start);
    private readonly ListLogger<WriteBehind> _log = new();
    private readonly ScriptedStore _store = new();

    [Fact]
    public async Task What_was_enqueued_before_a_flush_is_in_the_store_after_it()
    {
        await using var behind = Create();
        PriceHistory[] histories = [History("A"), History("B"), History("C")];

        foreach (var history in histories) await behind.EnqueueAsync(history, None);
        await behind.FlushAsync(None);

        Assert.Equal(histories, _store.Stored);
        Assert.Equal((0, 3, 0), (behind.Queued, behind.Written, behind.Failed));
    }

    [Fact]
    public async Task A_flush_of_nothing_returns_at_once()
    {
        await using var behind = Create();

        Assert.True(behind.FlushAsync(None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_piles_up_during_a_write_goes_out_in_batches_of_at_most_512()
    {
        var (began, goOn) = HoldFirstWrite();
        await using var behind = Create();

        await behind.EnqueueAsync(History("FIRST"), None);
        await began.Task;
        for (var i = 0; i < 1_200; i++) await behind.EnqueueAsync(History($"S{i}"), None);
        goOn.SetResult();
        await behind.FlushAsync(None);

        Assert.Equal([1, 512, 512, 176], _store.BatchSizes);
    }

    [Fact]
    public async Task A_full_queue_makes_callers_wait_and_loses_nothing()
    {
        var (began, goOn) = HoldFirstWrite();
        await using var behind = Create(new WriteBehindOptions { Capacity = 2 });

        await behind.EnqueueAsync(History("A"), None);
        await began.Task;
        await behind.EnqueueAsync(History("B"), None);
        var third = behind.EnqueueAsync(History("C"), None).AsTask();
        Assert.False(third.IsCompleted);
        Assert.Equal(2, behind.Queued);
        goOn.SetResult();
        await third;
        await behind.FlushAsync(None);

        Assert.Equal(["A", "B", "C"], _store.Stored.Select(h => h.Key.Symbol.Text));
    }

    [Fact]
    public async Task A_caller_that_waits_for_room_can_give_up()
    {
        var (began, goOn) = HoldFirstWrite();
        await using var behind = Create(new WriteBehindOptions { Capacity = 1 });
        using var patience = new CancellationTokenSource();

        await behind.EnqueueAsync(History("A"), None);
        await began.Task;
        var second = behind.EnqueueAsync(History("B"), patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(behind.TryGetPending(History("B").Key, out _));
        goOn.SetResult();
        await behind.EnqueueAsync(History("C"), None);
        await behind.FlushAsync(None);

        Assert.Equal(["A", "C"], _store.Stored.Select(h => h.Key.Symbol.Text));
    }

    [Fact]
    public async Task A_flush_waits_for_what_was_enqueued_before_it_and_not_for_what_came_after()
    {
        var (began, goOn) = HoldFirstWrite();
        var later = new TaskCompletionSource();
        var first = _store.OnWrite;
        _store.OnWrite = (write, token) => write == 1 ? first(write, token) : later.Task;
        await using var behind = Create();

        await behind.EnqueueAsync(History("A"), None);
        await began.Task;
        var flush = behind.FlushAsync(None);
        await behind.EnqueueAsync(History("B"), None);
        Assert.False(flush.IsCompleted);
        goOn.SetResult();
        await flush;

        Assert.Equal((1, 1), (behind.Queued, behind.Written));
        later.SetResult();
    }

    [Fact]
    public async Task A_flush_can_be_given_up()
    {
        var (began, goOn) = HoldFirstWrite();
        await using var behind = Create();
        using var patience = new CancellationTokenSource();

        await behind.EnqueueAsync(History("A"), None);
        await began.Task;
        var flush = behind.FlushAsync(patience.Token);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
        goOn.SetResult();
    }

    [Fact]
    public async Task A_history_that_is_not_written_yet_can_be_read()
    {
        var (began, goOn) = HoldFirstWrite();
        await using var behind = Create();
        var history = History("A");

        await behind.EnqueueAsync(history, None);
        await began.Task;
        Assert.True(behind.TryGetPending(history.Key, out var pending));
        Assert.Same(history, pending);
        goOn.SetResult();
        await behind.FlushAsync(None);

        Assert.False(behind.TryGetPending(history.Key, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Of_two_waiting_histories_of_one_key_the_one_fetched_later_is_read(int secondsLater)
    {
        var (began, goOn) = HoldFirstWrite();
        await using var behind = Create();
        var first = History("A");
        var second = first with { FetchedAt = first.FetchedAt.AddSeconds(secondsLater) };

        await behind.EnqueueAsync(History("FIRST"), None);
        await began.Task;
        await behind.EnqueueAsync(first, None);
        await behind.EnqueueAsync(second, None);

        Assert.True(behind.TryGetPending(first.Key, out var pending));
        Assert.Same(secondsLater > 0 ? second : first, pending);
        goOn.SetResult();
        await behind.FlushAsync(None);
        Assert.False(behind.TryGetPending(first.Key, out _));
    }

    [Fact]
    public async Task A_newer_history_stays_readable_when_an_older_one_of_its_key_is_written_first()
    {
        var (began, goOn) = HoldFirstWrite();
        var later = new TaskCompletionSource();
        var first = _store.OnWrite;
        _store.OnWrite = (write, token) => write == 1 ? first(write, token) : later.Task;
        await using var behind = Create(new WriteBehindOptions { BatchSize = 1 });
        var second = History("A") with { FetchedAt = Start.AddSeconds(1) };

        await behind.EnqueueAsync(History("A"), None);
        await began.Task;
        var flush = behind.FlushAsync(None);
        await behind.EnqueueAsync(second, None);
        goOn.SetResult();
        await flush;

        Assert.True(behind.TryGetPending(second.Key, out var pending));
        Assert.Same(second, pending);
        later.SetResult();
    }

    [Fact]
    public async Task A_failed_write_is_tried_again_after_a_second_and_loses_nothing()
    {
        FailWrites(upTo: 1);
        await using var behind = Create();
        PriceHistory[] histories = [History("A"), History("B")];
        foreach (var history in histories) await behind.EnqueueAsync(history, None);
        await PausedAsync();

        Assert.Equal((2, 0, 0), (behind.Queued, behind.Written, behind.Failed));
        Assert.True(behind.TryGetPending(histories[0].Key, out _));
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(1, _store.Attempts);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await behind.FlushAsync(None);

        Assert.Equal(histories, _store.Stored);
        Assert.Equal((0, 2, 0), (behind.Queued, behind.Written, behind.Failed));
        Assert.InRange(behind.Status.Retried, 1, 2);
        Assert.Contains("are queued and will be retried. The disk is full.", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_delay_doubles_up_to_half_a_minute_and_begins_anew_after_a_write_that_succeeds()
    {
        FailWrites(upTo: 7);
        await using var behind = Create();
        await behind.EnqueueAsync(History("A"), None);
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 30, 30 }) await AssertNextAttemptAfterAsync(seconds);
        await behind.FlushAsync(None);

        _store.OnWrite = (write, _) => write == 9 ? throw new HistoryStoreException("The disk is full.") : Task.CompletedTask;
        await behind.EnqueueAsync(History("B"), None);
        await AssertNextAttemptAfterAsync(1);
        await behind.FlushAsync(None);

        Assert.Equal((2, 0), (behind.Written, behind.Failed));
    }

    [Fact]
    public async Task A_write_that_fails_for_longer_than_the_limit_is_given_up_and_counted()
    {
        FailWrites(upTo: int.MaxValue);
        await using var behind = Create(new WriteBehindOptions { RetryLimit = TimeSpan.FromSeconds(5) });
        await behind.EnqueueAsync(History("OLD"), None);
        await PausedAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await PausedAsync();
        _clock.Advance(TimeSpan.FromSeconds(2));
        await PausedAsync();
        await behind.EnqueueAsync(History("YOUNG"), None);
        _clock.Advance(TimeSpan.FromSeconds(4));
        await PausedAsync();

        Assert.Equal((1, 1), (behind.Queued, behind.Failed));
        Assert.True(behind.TryGetPending(History("YOUNG").Key, out _));
        Assert.False(behind.TryGetPending(History("OLD").Key, out _));
        Assert.Equal(
            "1 histories or documents were not stored and will be loaded again when needed. The disk is full.", _log.Warnings[^1]);
        _store.OnWrite = (_, _) => Task.CompletedTask;
        _clock.Advance(TimeSpan.FromSeconds(8));
        await behind.FlushAsync(None);
        Assert.Equal(["YOUNG"], _store.Stored.Select(h => h.Key.Symbol.Text));
    }

    [Fact]
    public async Task A_later_history_replaces_one_that_waits_to_be_tried_again()
    {
        FailWrites(upTo: 1);
        await using var behind = Create();
        var later = History("A") with { FetchedAt = Start.AddMinutes(1) };
        await behind.EnqueueAsync(History("A"), None);
        await PausedAsync();

        await behind.EnqueueAsync(later, None);
        await behind.EnqueueAsync(History("A"), None);
        Assert.Equal(1, behind.Queued);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await behind.FlushAsync(None);

        Assert.Same(later, Assert.Single(_store.Stored));
    }

    [Fact]
    public async Task A_full_queue_before_a_store_that_fails_makes_nobody_wait()
    {
        var fail = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.OnWrite = (_, _) => fail.Task;
        await using var behind = Create(new WriteBehindOptions { Capacity = 1 });
        await behind.EnqueueAsync(History("A"), None);
        var waits = behind.EnqueueAsync(History("B"), None).AsTask();
        Assert.False(waits.IsCompleted);

        fail.SetException(new HistoryStoreException("The disk is full."));
        await waits;
        await behind.EnqueueAsync(History("C"), None);

        Assert.Equal((1, 2), (behind.Queued, behind.Failed));
        Assert.Contains(_log.Warnings, text => text.EndsWith("The write queue is full. The disk is full.", StringComparison.Ordinal));
        _store.OnWrite = (_, _) => Task.CompletedTask;
        await PausedAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await behind.EnqueueAsync(History("D"), None);
        await behind.FlushAsync(None);
        Assert.Equal(["A", "D"], _store.Stored.Select(h => h.Key.Symbol.Text).Where(symbol => symbol is "A" or "D"));
    }

    [Fact]
    public async Task The_queue_is_bounded_in_bytes_and_a_single_larger_write_still_passes()
    {
        var (began, goOn) = HoldFirstWrite();
        await using var behind = Create(new WriteBehindOptions { MaxBytes = 1 });

        await behind.EnqueueAsync(History("A"), None);
        await began.Task;
        var second = behind.EnqueueAsync(History("B"), None).AsTask();
        Assert.False(second.IsCompleted);
        goOn.SetResult();
        await second;
        await behind.FlushAsync(None);

        Assert.Equal(2, behind.Written);
    }

    [Fact]
    public async Task A_dead_store_is_logged_once_a_minute_with_the_number_lost()
    {
        FailWrites(upTo: int.MaxValue);
        await using var behind = Create(new WriteBehindOptions { RetryLimit = TimeSpan.Zero });

        for (var second = 0; second < 120; second += 10)
        {
            await behind.EnqueueAsync(History("A"), None);
            await behind.FlushAsync(None);
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(12, behind.Failed);
        Assert.Equal(2, _log.Warnings.Count);
        Assert.StartsWith("1 histories", _log.Warnings[0], StringComparison.Ordinal);
        Assert.StartsWith("6 histories", _log.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_message_has_reported_is_reported_at_the_end()
    {
        FailWrites(upTo: int.MaxValue);
        await using (var behind = Create(new WriteBehindOptions { RetryLimit = TimeSpan.Zero }))
        {
            await behind.EnqueueAsync(History("A"), None);
            await behind.FlushAsync(None);
            await behind.EnqueueAsync(History("B"), None);
            await behind.EnqueueAsync(History("C"), None);
        }

        // When B fails while C waits already, another message says so.
        var lost = _log.Warnings.Where(text => text.Contains("not stored", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, lost.Length);
        Assert.StartsWith("2 histories", lost[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_breaks_its_contract_costs_that_batch_and_does_not_end_the_pump()
    {
        _store.OnWrite = (write, _) => write == 1 ? throw new InvalidOperationException("a defect") : Task.CompletedTask;
        await using var behind = Create();

        await behind.EnqueueAsync(History("A"), None);
        await behind.FlushAsync(None);
        await behind.EnqueueAsync(History("B"), None);
        await behind.FlushAsync(None);

        Assert.Equal((1, 1), (behind.Written, behind.Failed));
        Assert.Contains(_log.Messages, m => m.Level == LogLevel.Error);
    }

    [Fact]
    public async Task A_shutdown_tries_at_once_what_waits_to_be_tried_again()
    {
        FailWrites(upTo: 4);
        var behind = Create();
        await behind.EnqueueAsync(History("A"), None);
        foreach (var seconds in new[] { 1, 2, 4 }) await AssertNextAttemptAfterAsync(seconds);
        await PausedAsync();

        await behind.DisposeAsync();

        Assert.Equal((1, 0), (behind.Written, behind.Failed));
    }

    [Fact]
    public async Task A_shutdown_that_begins_while_a_failure_is_handled_does_not_wait_for_the_next_attempt()
    {
        FailWrites(upTo: 1);
        var behind = Create();
        var disposal = Task.CompletedTask;
        _log.OnLogged = text =>
        {
            if (text.StartsWith("A write to the store failed.", StringComparison.Ordinal)) disposal = behind.DisposeAsync().AsTask();
        };

        await behind.EnqueueAsync(History("A"), None);
        await behind.FlushAsync(None);
        await disposal;

        Assert.Equal((0, 1, 0), (behind.Queued, behind.Written, behind.Failed));
    }

    [Fact]
    public async Task A_shutdown_tries_a_locked_store_every_second_until_its_limit()
    {
        FailWrites(upTo: 3, isTransient: true);
        var behind = Create();
        await behind.EnqueueAsync(History("A"), None);
        await PausedAsync();

        var disposal = behind.DisposeAsync().AsTask();
        await AttemptAsync(2);
        await AssertNextAttemptAfterAsync(1);
        await AssertNextAttemptAfterAsync(1);
        await disposal;

        Assert.Equal((1, 0), (behind.Written, behind.Failed));
    }

    [Fact]
    public async Task A_shutdown_does_not_wait_for_a_store_that_is_broken()
    {
        FailWrites(upTo: int.MaxValue);
        var behind = Create(new WriteBehindOptions { BatchSize = 1 });
        await behind.EnqueueAsync(History("A"), None);
        await behind.EnqueueAsync(History("B"), None);
        await PausedAsync();

        await behind.DisposeAsync();

        Assert.Equal((0, 0, 2), (behind.Queued, behind.Written, behind.Failed));
        Assert.Equal(2, _store.Attempts);
    }

    [Fact]
    public async Task Disposal_writes_what_is_queued()
    {
        var (began, goOn) = HoldFirstWrite();
        var behind = Create();
        await behind.EnqueueAsync(History("A"), None);
        await began.Task;
        for (var i = 0; i < 600; i++) await behind.EnqueueAsync(History($"S{i}"), None);

        var disposal = behind.DisposeAsync().AsTask();
        Assert.False(disposal.IsCompleted);
        goOn.SetResult();
        await disposal;

        Assert.Equal(601, behind.Written);
    }

    [Fact]
    public async Task A_write_that_takes_longer_than_a_shutdown_may_is_stopped_and_the_rest_is_counted_as_failed()
    {
        var began = new TaskCompletionSource();
        _store.OnWrite = (_, token) =>
        {
            began.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, _clock, token);
        };
        var behind = Create(new WriteBehindOptions { BatchSize = 1, ShutdownLimit = TimeSpan.FromSeconds(3) });
        await behind.EnqueueAsync(History("A"), None);
        await began.Task;
        await behind.EnqueueAsync(History("B"), None);

        var disposal = behind.DisposeAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(disposal.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await disposal;

        Assert.Equal((0, 0, 2), (behind.Queued, behind.Written, behind.Failed));
        Assert.Contains(
            "The store did not complete the writes within the shutdown limit of 3 s", _log.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_never_returns_cannot_hold_up_the_shutdown()
    {
        var began = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        _store.OnWrite = (_, _) =>
        {
            began.TrySetResult();
            return never.Task;
        };
        var behind = Create();
        await behind.EnqueueAsync(History("A"), None);
        await began.Task;

        var disposal = behind.DisposeAsync().AsTask();
        while (!disposal.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await disposal;

        Assert.Contains("1 writes are lost", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_after_the_end_is_counted_and_not_thrown()
    {
        var behind = Create();
        await behind.DisposeAsync();

        await behind.EnqueueAsync(History("A"), None);

        Assert.Equal((0, 0, 1), (behind.Queued, behind.Written, behind.Failed));
        Assert.False(behind.TryGetPending(History("A").Key, out _));
    }

    [Fact]
    public async Task Many_callers_at_a_small_queue_lose_nothing_and_store_nothing_twice()
    {
        await using var behind = Create(new WriteBehindOptions { Capacity = 7, BatchSize = 3 });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++) await behind.EnqueueAsync(History($"C{caller}N{i}"), None);
        })));
        await behind.FlushAsync(None);

        Assert.Equal(4_000, _store.Stored.Select(h => h.Key).Distinct().Count());
        Assert.Equal((0, 4_000, 0), (behind.Queued, behind.Written, behind.Failed));
    }

    public static TheoryData<WriteBehindOptions> LimitsOutOfRange => new(
        new WriteBehindOptions { Capacity = 0 },
        new WriteBehindOptions { BatchSize = 0 },
        new WriteBehindOptions { MaxBytes = 0 },
        new WriteBehindOptions { RetryDelay = TimeSpan.Zero },
        new WriteBehindOptions { MaxRetryDelay = TimeSpan.FromSeconds(0.5) },
        new WriteBehindOptions { RetryLimit = TimeSpan.FromSeconds(-1) },
        new WriteBehindOptions { ShutdownLimit = TimeSpan.FromSeconds(-1) });

    [Theory]
    [MemberData(nameof(LimitsOutOfRange))]
    public void A_limit_out_of_its_range_is_refused(WriteBehindOptions options) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(options));

    /// <summary>Makes the store's first writes fail.</summary>
    private void FailWrites(int upTo, bool isTransient = false) => _store.OnWrite = (write, _) =>
        write <= upTo ? throw new HistoryStoreException("The disk is full.") { IsTransient = isTransient } : Task.CompletedTask;

    /// <summary>Returns when the loop waits before its next attempt.</summary>
    private Task PausedAsync() => _clock.WaitForTimerAsync(due => due <= TimeSpan.FromSeconds(31));

    /// <summary>Returns when a number of writes have started.</summary>
    private Task AttemptAsync(int number) => UntilAsync(() => _store.Attempts >= number);

    private static async Task UntilAsync(Func<bool> happened)
    {
        var watch = Stopwatch.StartNew();
        while (!happened())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "It did not happen.");
            await Task.Yield();
        }
    }

    private async Task AssertNextAttemptAfterAsync(int seconds)
    {
        await _clock.WaitForTimerAsync(due => due <= TimeSpan.FromSeconds(seconds));
        var before = _store.Attempts;
        _clock.Advance(TimeSpan.FromSeconds(seconds - 0.1));
        Assert.Equal(before, _store.Attempts);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await AttemptAsync(before + 1);
    }

    private WriteBehind Create(WriteBehindOptions? options = null) => new(_store, options ?? new WriteBehindOptions(), _clock, _log);

    /// <summary>Blocks the store's first write; signals its start, and waits for a signal to continue.</summary>
    private (TaskCompletionSource Began, TaskCompletionSource GoOn) HoldFirstWrite()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.OnWrite = (write, _) =>
        {
            if (write > 1) return Task.CompletedTask;
            began.SetResult();
            return goOn.Task;
        };
        return (began, goOn);
    }

    private static PriceHistory History(string symbol) =>
        new(new PriceHistoryKey(Symbol.Parse(symbol), 90, Frequency.Daily), BarSeries.Empty, Start, "scripted");
}
