using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>
/// Waits for leave to make an attempt, times it, and draws the conclusions from its failure: for this call, for the quota, for everyone.
/// </summary>
internal sealed class QuotaStrategy(PolygonOptions options, IRequestQuota quota, SourceGate gate, TimeProvider time, ILogger logger)
    : ResilienceStrategy
{
    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            await WaitForLeaveAsync(context.CancellationToken).ConfigureAwait(false);
        }
        catch (Exception refusal)
        {
            Call(context).GiveUp();
            return Outcome.FromException<TResult>(refusal);
        }

        var started = time.GetTimestamp();
        var outcome = await callback(context, state).ConfigureAwait(false);
        Call(context).Spend(time.GetElapsedTime(started));
        return outcome.Exception switch
        {
            AttemptException failure => Conclude<TResult>(Call(context), failure),
            TimeoutRejectedException late => Conclude<TResult>(Call(context), TimedOut(options, late)),
            BrokenCircuitException => Conclude<TResult>(Call(context), gate.LastRefusal()),
            _ => outcome,
        };
    }

    public static AttemptException TimedOut(PolygonOptions options, Exception? late)
    {
        var allowed = (late as TimeoutRejectedException)?.Timeout ?? options.AttemptTimeout;
        return AttemptException.Unavailable($"it did not answer in full within {Durations.Words(allowed)}", late);
    }

    private async Task WaitForLeaveAsync(CancellationToken cancellationToken)
    {
        gate.ThrowIfShut();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, gate.Shutting);
        try
        {
            await quota.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw gate.LastRefusal();
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        gate.ThrowIfShut();
    }

    private Outcome<TResult> Conclude<TResult>(Call call, AttemptException failure)
    {
        if (failure.KeyRefused) gate.Shut(options.BreakDuration, failure.Failure, failure.Message);
        if (failure.RetryAfter > options.MaxRetryAfter) failure = AsksTooMuch(failure);

        var pause = PauseAfter(call, failure);
        if (failure.Failure == PriceSourceFailure.RateLimited && failure.Transient)
        {
            // The whole process pauses, and the call's deadline does not run meanwhile: the provider is well, we are too many.
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

    private AttemptException AsksTooMuch(AttemptException failure)
    {
        var message = $"{failure.Message} and asks to wait {Durations.Words(failure.RetryAfter!.Value)}";
        if (failure.Failure == PriceSourceFailure.RateLimited) gate.Shut(options.MaxRetryAfter, failure.Failure, message);
        return new AttemptException(failure.Failure, message, failure);
    }

    private TimeSpan PauseAfter(Call call, AttemptException failure)
    {
        if (failure.RetryAfter is { } told && told > TimeSpan.Zero) return told;
        var first = failure.Failure == PriceSourceFailure.RateLimited ? options.RateLimitDelay : options.RetryDelay;
        return first * Math.Pow(2, call.Failed) * (0.5 + Random.Shared.NextDouble());
    }

    private static Call Call(ResilienceContext context) => context.Properties.GetValue(Resilience.CallKey, null!);
}

internal sealed class QuotaStrategyOptions : ResilienceStrategyOptions
{
    public QuotaStrategyOptions() => Name = "quota";
}
