using Polly;
using Polly.CircuitBreaker;

namespace Technic.Polygon;

/// <summary>
/// Around the circuit breaker. With a closed circuit a call waits for the quota first; otherwise the breaker is asked first, so that a refused
/// call uses up no quota. While one test request is under way, the other callers wait for its result within their deadlines, and then go on
/// or are refused.
/// </summary>
internal sealed class CircuitStrategy(Circuit circuit, QuotaLeave leave, TimeProvider time) : ResilienceStrategy
{
    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var call = Resilience.CallOf(context)!;
        while (true)
        {
            var phase = circuit.CurrentPhase;
            var error = circuit.IsClosed ? await leave.TakeAsync(call, phase, context.CancellationToken).ConfigureAwait(false) : null;
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

    /// <summary>Why a call that the breaker refused in a phase fails; <c>null</c> when the breaker is to be asked again.</summary>
    private async ValueTask<Exception?> RefusalAsync(BrokenCircuitException broken, Circuit.Phase phase, Call call, CancellationToken cancellationToken)
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
    /// <returns>Whether it came within the deadline.</returns>
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
        return new AttemptException(cause.Failure, $"too many requests failed lately ({cause.Message}), and a test request has no answer yet");
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}

internal sealed class CircuitStrategyOptions : ResilienceStrategyOptions
{
    public CircuitStrategyOptions() => Name = "circuit";
}
