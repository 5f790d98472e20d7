using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;
using Technic.Core.Histories;
using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>
/// Makes an attempt with the call's permit, measures it, and handles its failure for this call, for the quota, and for all callers.
/// Only the test request of a half-open circuit waits for its permit here.
/// </summary>
internal sealed class AttemptStrategy(
    PolygonOptions options, IRequestQuota quota, QuotaPermit permit, Circuit circuit, TimeProvider time, ILogger logger)
    : ResilienceStrategy
{
    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var call = Resilience.CallOf(context)!;
        call.HasAnswer = false;
        if (await permit.TakeAsync(call, circuit.CurrentPhase, context.CancellationToken).ConfigureAwait(false) is { } error)
        {
            if (error is not CircuitChangedException) call.GiveUp();
            return Outcome.FromException<TResult>(error);
        }

        call.HasPermit = false;
        var started = time.GetTimestamp();
        var outcome = await callback(context, state).ConfigureAwait(false);
        call.Spend(time.GetElapsedTime(started));
        call.HasAnswer = outcome.Exception is null or AttemptException or TimeoutRejectedException;
        return outcome.Exception switch
        {
            AttemptException failure => await ConcludeAsync<TResult>(call, failure).ConfigureAwait(false),
            TimeoutRejectedException late => await ConcludeAsync<TResult>(call, TimedOut(late)).ConfigureAwait(false),
            _ => outcome,
        };
    }

    private static AttemptException TimedOut(TimeoutRejectedException late) =>
        AttemptException.Unavailable($"no complete response within {Durations.Words(late.Timeout)}", late);

    private async ValueTask<Outcome<TResult>> ConcludeAsync<TResult>(Call call, AttemptException failure)
    {
        if (failure.KeyRefused) await circuit.IsolateAsync(options.BreakDuration, failure).ConfigureAwait(false);
        if (failure.RetryAfter > options.MaxRetryAfter)
        {
            failure = AsksTooMuch(failure);
            if (failure.Failure == PriceSourceFailure.RateLimited)
                await circuit.IsolateAsync(options.MaxRetryAfter, failure).ConfigureAwait(false);
        }

        var pause = PauseAfter(call, failure);
        if (failure.Failure == PriceSourceFailure.RateLimited && failure.Transient)
        {
            // All requests of the process pause, and the call's deadline is suspended: the provider works, but the rate is too high.
            logger.SlowedDown(call.What, pause.TotalSeconds);
            quota.SlowDown(pause);
            call.RetryAfter(pause);
        }
        else if (failure.Transient && pause < call.Remaining)
        {
            call.Spend(pause);
            call.RetryAfter(pause);
        }
        else call.GiveUp();
        return Outcome.FromException<TResult>(failure);
    }

    private static AttemptException AsksTooMuch(AttemptException failure)
    {
        var message = $"{failure.Message} and requests a wait of {Durations.Words(failure.RetryAfter!.Value)}";
        return new AttemptException(failure.Failure, message, failure) { IsSourceFailure = failure.IsSourceFailure };
    }

    private TimeSpan PauseAfter(Call call, AttemptException failure)
    {
        if (failure.RetryAfter is { } told && told > TimeSpan.Zero) return told;
        var first = failure.Failure == PriceSourceFailure.RateLimited ? options.RateLimitDelay : options.RetryDelay;
        return first * Math.Pow(2, call.Failed) * (0.5 + Random.Shared.NextDouble());
    }
}

internal sealed class AttemptStrategyOptions : ResilienceStrategyOptions
{
    public AttemptStrategyOptions() => Name = "attempt";
}
