using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;

namespace Technic.Polygon;

/// <summary>
/// The callers' view of Polly's circuit breaker, which alone decides whether a request may be sent: why it refuses, for how long, and
/// when that changes. A failure that affects all callers (a refused key, a long wait requested by the provider) isolates the circuit.
/// </summary>
internal sealed class Circuit(PolygonOptions options, TimeProvider time, ILogger logger)
{
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly CircuitBreakerManualControl _control = new();
    private readonly Lock _lock = new();
    private Phase _phase = new();
    private AttemptException? _lastFailure;
    private Isolation? _isolation;

    /// <summary>Ends when the circuit opens or closes the next time.</summary>
    public Phase CurrentPhase
    {
        get
        {
            lock (_lock) return _phase;
        }
    }

    /// <summary>Whether every request may be sent.</summary>
    public bool IsClosed => _state.CircuitState == CircuitState.Closed;

    /// <summary>The failure that opened the circuit last.</summary>
    public AttemptException LastFailure
    {
        get
        {
            lock (_lock) return _lastFailure ?? AttemptException.Unavailable("too many recent requests failed");
        }
    }

    /// <summary>The circuit breaker.</summary>
    /// <param name="window">The time over which attempts are judged.</param>
    public CircuitBreakerStrategyOptions Breaker(TimeSpan window) => new()
    {
        FailureRatio = options.BreakerFailureRatio,
        MinimumThroughput = options.BreakerMinimumAttempts,
        SamplingDuration = window,
        BreakDuration = options.BreakDuration,
        // A test request that was cancelled without a response proves nothing: the next caller sends another one at once.
        BreakDurationGenerator = args => ValueTask.FromResult(
            Resilience.CallOf(args.Context) is { HasAnswer: false } ? TimeSpan.Zero : options.BreakDuration),
        ShouldHandle = args => ValueTask.FromResult(
            args.Outcome.Exception is AttemptException { IsSourceFailure: true }
            || (IsTesting && !Resilience.CallOf(args.Context)!.HasAnswer)),
        OnOpened = Opened,
        OnClosed = Closed,
        StateProvider = _state,
        ManualControl = _control,
    };

    /// <summary>Refuses every caller for a while.</summary>
    public Task IsolateAsync(TimeSpan duration, AttemptException reason)
    {
        lock (_lock)
        {
            var until = time.GetUtcNow() + duration;
            if (_isolation is null || _isolation.Until < until) _isolation = new Isolation(until, reason);
        }
        return _control.IsolateAsync();
    }

    /// <summary>
    /// The failure of a caller that the breaker refused; <c>null</c> when the caller must try the breaker again at the end of the phase.
    /// </summary>
    public async ValueTask<AttemptException?> RefusalAsync(BrokenCircuitException refusal)
    {
        if (refusal is IsolatedCircuitException) return await IsolationRefusalAsync().ConfigureAwait(false);
        if (_state.CircuitState != CircuitState.Open || refusal.RetryAfter is not { } left || left <= TimeSpan.Zero) return null;
        var cause = refusal.InnerException as AttemptException ?? LastFailure;
        return Refusal(cause, $"too many recent requests failed ({cause.Message})", left);
    }

    // A test request is in progress, and its result decides for the others.
    private bool IsTesting => _state.CircuitState == CircuitState.HalfOpen;

    private async ValueTask<AttemptException?> IsolationRefusalAsync()
    {
        lock (_lock)
        {
            if (_isolation is not { } isolation) return null; // another caller is about to end it
            var left = isolation.Until - time.GetUtcNow();
            if (left > TimeSpan.Zero) return Refusal(isolation.Reason, isolation.Reason.Message, left);
            _isolation = null;
        }
        await _control.CloseAsync().ConfigureAwait(false);
        return null;
    }

    private static AttemptException Refusal(AttemptException cause, string why, TimeSpan left) =>
        new(cause.Failure, $"{why}; no more requests for {Durations.Words(left)}");

    private ValueTask Opened(OnCircuitOpenedArguments<object> opened)
    {
        if (opened.Outcome.Exception is AttemptException failure)
        {
            logger.CircuitOpened(failure.Message, opened.BreakDuration.TotalSeconds);
            lock (_lock) _lastFailure = failure;
        }
        EndPhase();
        return default;
    }

    private ValueTask Closed(OnCircuitClosedArguments<object> closed)
    {
        if (!closed.IsManual) logger.CircuitClosed();
        EndPhase();
        return default;
    }

    private void EndPhase()
    {
        Phase ended;
        lock (_lock)
        {
            ended = _phase;
            _phase = new Phase();
        }
        ended.End();
    }

    private sealed record Isolation(DateTimeOffset Until, AttemptException Reason);

    /// <summary>The time until the circuit opens or closes.</summary>
    internal sealed class Phase
    {
        private readonly CancellationTokenSource _ending = new();
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Cancelled at the end.</summary>
        public CancellationToken Ending => _ending.Token;

        /// <summary>Completes at the end.</summary>
        public Task Ended => _ended.Task;

        public void End()
        {
            _ended.SetResult();
            _ending.Cancel();
        }
    }
}
