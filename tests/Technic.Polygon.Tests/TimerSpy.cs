using Technic.Testing;

namespace Technic.Polygon.Tests;

/// <summary>A clock that stands still, and tells when somebody begins to wait for it.</summary>
internal sealed class TimerSpy(ManualTimeProvider clock) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _begun = [];
    private readonly List<(Predicate<TimeSpan> Due, int Count, TaskCompletionSource Begun)> _awaited = [];

    public TimerSpy()
        : this(new ManualTimeProvider(new DateTimeOffset(2021, 4, 21, 21, 0, 0, TimeSpan.Zero)))
    {
    }

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public void Advance(TimeSpan by) => clock.Advance(by);

    /// <summary>Waits until so many have begun to wait for so long; an error when they do not, rather than a test that hangs.</summary>
    public Task WaitBegunAsync(TimeSpan due, int count = 1) => WaitBegunAsync(d => d == due, count);

    /// <inheritdoc cref="WaitBegunAsync(TimeSpan, int)"/>
    public Task WaitBegunAsync(Predicate<TimeSpan> due, int count = 1)
    {
        lock (_gate)
        {
            if (_begun.Count(d => due(d)) >= count) return Task.CompletedTask;
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((due, count, begun));
            return begun.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>Forgets who has begun to wait so far.</summary>
    public void Forget()
    {
        lock (_gate) _begun.Clear();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SpiedTimer(this, clock.CreateTimer(callback, state, dueTime, period));
        Begin(dueTime);
        return timer;
    }

    private void Begin(TimeSpan due)
    {
        lock (_gate)
        {
            _begun.Add(due);
            foreach (var (_, _, begun) in _awaited.Where(a => _begun.Count(d => a.Due(d)) >= a.Count)) begun.TrySetResult();
            _awaited.RemoveAll(a => a.Begun.Task.IsCompleted);
        }
    }

    private sealed class SpiedTimer(TimerSpy spy, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            spy.Begin(dueTime);
            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
