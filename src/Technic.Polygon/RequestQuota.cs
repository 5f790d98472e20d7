using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>
/// The quota of one process: a maximum number of requests in any rolling minute, in the order of the calls. Unused permits of a minute are
/// granted at once; after a caller had to wait, permits are spaced evenly until a whole minute stays unused.
/// </summary>
public sealed class RequestQuota : IRequestQuota, IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1.05);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1);

    /// <summary>The vendor asks every plan to stay below a hundred requests a second.</summary>
    private const int VendorRequestsPerSecond = 95;

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _queue = new();
    private readonly RollingWindow[] _windows;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private TimeSpan _pausedUntil;
    private bool _disposed;

    /// <summary>Creates a quota.</summary>
    /// <param name="requestsPerMinute">The maximum number of requests in any minute; <c>null</c> for no limit.</param>
    /// <param name="time">The clock.</param>
    /// <param name="requestsPerSecond">The maximum number of requests in any second; <c>null</c> for no limit.</param>
    /// <param name="requestsPerHour">The maximum number of requests in any hour; <c>null</c> for no limit.</param>
    public RequestQuota(int? requestsPerMinute, TimeProvider time, int? requestsPerSecond = null, int? requestsPerHour = null)
    {
        if (requestsPerMinute is { } minute) ArgumentOutOfRangeException.ThrowIfLessThan(minute, 1, nameof(requestsPerMinute));
        if (requestsPerSecond is { } second) ArgumentOutOfRangeException.ThrowIfLessThan(second, 1, nameof(requestsPerSecond));
        if (requestsPerHour is { } hour) ArgumentOutOfRangeException.ThrowIfLessThan(hour, 1, nameof(requestsPerHour));
        _windows = [.. Windows(requestsPerMinute, requestsPerSecond, requestsPerHour)];
        _time = time;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(
            static quota => ((RequestQuota)quota!).GrantPermits(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The quota according to the options.</summary>
    public static RequestQuota For(PolygonOptions options, TimeProvider time) =>
        new(options.RequestsPerMinute, time, options.IsVendor ? VendorRequestsPerSecond : null);

    /// <inheritdoc/>
    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        Waiter waiter;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var now = Now;
            if (_queue.Count == 0 && Earliest(now, waiting: false) <= now)
            {
                Record(now);
                return ValueTask.CompletedTask;
            }
            waiter = new Waiter(this);
            _queue.AddLast(waiter.Place);
            waiter.CancelWhen(cancellationToken);
            SetTimer();
        }
        return new ValueTask(waiter.Task);
    }

    /// <inheritdoc/>
    public void SlowDown(TimeSpan pause)
    {
        lock (_gate)
        {
            var until = Now + pause;
            if (until <= _pausedUntil) return;
            _pausedUntil = until;
            SetTimer();
        }
    }

    /// <summary>Stops the timer; waiting callers get an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer.Dispose();
            foreach (var waiter in _queue) waiter.TrySetException(new ObjectDisposedException(nameof(RequestQuota)));
            _queue.Clear();
        }
    }

    private static IEnumerable<RollingWindow> Windows(int? requestsPerMinute, int? requestsPerSecond, int? requestsPerHour)
    {
        if (requestsPerMinute is { } minute) yield return new RollingWindow(minute, PriceSources.QuotaMinute);
        if (requestsPerSecond is { } second) yield return new RollingWindow(second, Second);
        if (requestsPerHour is { } hour) yield return new RollingWindow(hour, Hour);
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    private TimeSpan Earliest(TimeSpan now, bool waiting)
    {
        var earliest = _pausedUntil > now ? _pausedUntil : now;
        foreach (var window in _windows)
        {
            var free = window.Earliest(now, waiting);
            if (free > earliest) earliest = free;
        }
        return earliest;
    }

    private void Record(TimeSpan now)
    {
        foreach (var window in _windows) window.Record(now);
    }

    private void GrantPermits()
    {
        lock (_gate)
        {
            for (var now = Now; _queue.First is { } first && Earliest(now, waiting: true) <= now; now = Now)
            {
                _queue.RemoveFirst();
                Record(now);
                first.Value.Go();
            }
            SetTimer();
        }
    }

    private void SetTimer()
    {
        if (_queue.Count == 0 || _disposed) return;
        var now = Now;
        // Timers have a resolution of whole milliseconds and would fire slightly too early.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling((Earliest(now, waiting: true) - now).TotalMilliseconds));
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void Cancel(Waiter waiter)
    {
        lock (_gate)
        {
            if (waiter.Place.List is null) return;
            _queue.Remove(waiter.Place);
        }
        waiter.TrySetCanceled(waiter.Cancellation);
    }

    private sealed class Waiter : TaskCompletionSource
    {
        private readonly RequestQuota _quota;
        private CancellationTokenRegistration _registration;

        public Waiter(RequestQuota quota)
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            _quota = quota;
            Place = new LinkedListNode<Waiter>(this);
        }

        public LinkedListNode<Waiter> Place { get; }

        public CancellationToken Cancellation { get; private set; }

        public void CancelWhen(CancellationToken cancellationToken)
        {
            Cancellation = cancellationToken;
            _registration = cancellationToken.UnsafeRegister(static waiter => ((Waiter)waiter!).Cancel(), this);
        }

        public void Go()
        {
            TrySetResult();
            _registration.Unregister();
        }

        private void Cancel() => _quota.Cancel(this);
    }
}
