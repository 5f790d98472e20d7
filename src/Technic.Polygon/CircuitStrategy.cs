using Polly;
using Polly.CircuitBreaker;

namespace Technic.Polygon;

/// <summary>
/// Wraps the circuit breaker. With a closed circuit a call waits for the quota first; otherwise it tries the breaker first, so that a
/// refused call uses no quota. During a test request the other callers wait for its result within their deadlines, and then continue
/// or are refused.
/// </summary>
internal sealed class CircuitStrategy(Circuit circuit, QuotaPermit permit, TimeProvider time) : ResilienceStrategy
{
    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var call = Resilience.CallOf(context)!;
        while (true)
        {
            var phase = circuit.CurrentPhase;
            var error = circuit.IsClosed ? await permit.TakeAsync(call, phase, context.CancellationToken).ConfigureAwait(false) : null;
            var outcome = error is null ? await callback(context, state).ConfigureAwait(false) : Outcome.FromException<TResult>(error);
            if (outcome.Exception is CircuitChangedException) continue;
            if (outcome.Exception is BrokenCircuitException broken)
            {
                if (await RefusalAsync(broken, phase, call, context.CancellationToken).ConfigureAwait(false) is not { } refusal) continue;
                outcome = Outcome.FromException<TResult>(refusal);
                call.GiveUp();
            }
            else if (error is not null) call.GiveUp();
            return outcome;
        }
    }

    /// <summary>The failure of a call that the breaker refused in a phase; <c>null</c> when the call must try the breaker again.</summary>
        private async ValueTask<Exception?> RefusalAsync(
            BrokenCircuitException broken, Circuit.Phase phase, Call call, CancellationToken cancellationToken)
    {
        if (phase.Ended.IsCompleted) return null;
        try
        {
            if (await circuit.RefusalAsync(broken).ConfigureAwait(false) is { } refusal) return refusal;
            return await EndsInTimeAsync(phase, call, cancellationToken).ConfigureAwait(false) ? null : NotTested();
        }
        catch (OperationCanceledException error)
        {
            return error;
        }
    }

    /// <summary>Waits for the end of a phase; the call's deadline runs meanwhile.</summary>
    /// <returns>Whether it ended within the deadline.</returns>
    private async ValueTask<bool> EndsInTimeAsync(Circuit.Phase phase, Call call, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            await phase.Ended.WaitAsync(Positive(call.Remaining), time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            call.Spend(time.GetElapsedTime(started));
        }
    }

    private AttemptException NotTested()
    {
        var cause = circuit.LastFailure;
        return new AttemptException(
            cause.Failure, $"too many recent requests failed ({cause.Message}), and the test request is still in progress");
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}

internal sealed class CircuitStrategyOptions : ResilienceStrategyOptions
{
    public CircuitStrategyOptions() => Name = "circuit";
}
