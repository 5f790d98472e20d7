using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace Technic.Testing;

/// <summary>
/// A <see cref="FakeTimeProvider"/> that tracks its pending timers, so that a test can wait until the code under test waits. A clock moved
/// earlier than that has no effect: the timer starts afterwards with its whole time.
/// </summary>
public sealed class TimerTrackingTimeProvider(DateTimeOffset start) : FakeTimeProvider(start)
{
    /// <summary>How long, in real time, a test waits for a timer before it fails.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly HashSet<TrackedTimer> _pending = [];
    private readonly List<Waiter> _waiters = [];

    private sealed record Waiter(Predicate<TimeSpan> Matches, int Count, TaskCompletionSource Found);

    /// <summary>The times from now until the pending timers fire, shortest first.</summary>
    public IReadOnlyList<TimeSpan> PendingTimers
    {
        get { lock (_gate) return [.. Remaining().Order()]; }
    }

    /// <summary>Waits for a timer that fires in exactly this time from now.</summary>
    /// <inheritdoc cref="WaitForTimerAsync(Predicate{TimeSpan}, int)"/>
    public Task WaitForTimerAsync(TimeSpan due, int count = 1) => WaitForTimerAsync(remaining => remaining == due, count);

    /// <summary>Waits for timers whose remaining time matches a condition.</summary>
    /// <param name="matches">The condition on the remaining time of a timer.</param>
    /// <param name="count">The number of timers to wait for.</param>
    /// <exception cref="TimeoutException">There were no such timers within a minute of real time; the message lists the pending
    /// ones.</exception>
    public async Task WaitForTimerAsync(Predicate<TimeSpan> matches, int count = 1)
    {
        var waiter = new Waiter(matches, count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate) _waiters.Add(waiter);
        try
        {
            CompleteWaiters();
            await waiter.Found.Task.WaitAsync(Limit, System);
        }
        catch (TimeoutException)
        {
            var pending = string.Join(
                ", ", PendingTimers.Select(left => string.Create(CultureInfo.InvariantCulture, $"{left.TotalSeconds} s")));
            throw new TimeoutException(
                $"The code under test did not start the expected timer. Pending timers: {(pending.Length > 0 ? pending : "none")}.");
        }
        finally
        {
            lock (_gate) _waiters.Remove(waiter);
        }
    }

    /// <summary>Moves the clock by the same time repeatedly, each time when a timer is pending for it, until a task ends.</summary>
    /// <param name="task">The task; the caller checks its result.</param>
    /// <param name="due">The time that the code under test waits for.</param>
    /// <exception cref="TimeoutException">The task did not end, and there was no such timer within a minute of real time.</exception>
    public async Task AdvanceUntilAsync(Task task, TimeSpan due)
    {
        while (!task.IsCompleted)
        {
            var waiting = WaitForTimerAsync(due);
            await Task.WhenAny(task, waiting);
            if (task.IsCompleted) return;
            await waiting;
            Advance(due);
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TrackedTimer(this);
        timer.Inner = base.CreateTimer(_ => timer.Fire(callback, state), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, period);
        return timer;
    }

    private IEnumerable<TimeSpan> Remaining() => _pending.Select(timer => timer.Due - GetUtcNow());

    private void CompleteWaiters()
    {
        lock (_gate)
        {
            foreach (var waiter in _waiters)
            {
                if (Remaining().Count(left => waiter.Matches(left)) >= waiter.Count) waiter.Found.TrySetResult();
            }
        }
    }

    private sealed class TrackedTimer(TimerTrackingTimeProvider owner) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private int _starts;
        private bool _hasFired;

        public ITimer Inner { get; set; } = null!;

        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            int start;
            lock (owner._gate)
            {
                start = ++_starts;
                (_period, _hasFired) = (period, false);
                owner._pending.Remove(this);
                Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : owner.GetUtcNow() + dueTime;
            }
            var changed = Inner.Change(dueTime, period);
            // Pending only from here: a test that waits for it moves the clock at once, and then it must fire.
            lock (owner._gate)
            {
                if (start == _starts && !_hasFired && dueTime != Timeout.InfiniteTimeSpan) owner._pending.Add(this);
            }
            owner.CompleteWaiters();
            return changed;
        }

        public void Fire(TimerCallback callback, object? state)
        {
            lock (owner._gate)
            {
                // A timer that was restarted meanwhile stays pending.
                if (Due <= owner.GetUtcNow())
                {
                    if (_period > TimeSpan.Zero) Due += _period;
                    else
                    {
                        _hasFired = true;
                        owner._pending.Remove(this);
                    }
                }
            }
            callback(state);
        }

        public void Dispose()
        {
            lock (owner._gate)
            {
                _starts++;
                owner._pending.Remove(this);
            }
            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
