using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>Around every attempt, from the outside in: bounded retries, the quota, the circuit breaker, the attempt's deadline.</summary>
internal sealed class Resilience
{
    internal static readonly ResiliencePropertyKey<Call> CallKey = new("technic.polygon.call");

    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    private readonly PolygonOptions _options;
    private readonly ILogger _logger;
    private readonly SourceGate _gate;
    private readonly ResiliencePipeline _pipeline;

    public Resilience(PolygonOptions options, IRequestQuota quota, TimeProvider time, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _gate = new SourceGate(time);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.MaxRetries > 0) pipeline.AddRetry(Retries());
        _pipeline = pipeline
            .AddStrategy(_ => new QuotaStrategy(options, quota, _gate, time, logger), new QuotaStrategyOptions())
            .AddCircuitBreaker(Breaker())
            .AddTimeout(AttemptDeadline())
            .Build();
    }

    /// <summary>Makes attempts until one succeeds or there is no point in another.</summary>
    /// <exception cref="AttemptException">The last attempt failed.</exception>
    public async Task<T> RunAsync<T>(string what, Func<CancellationToken, ValueTask<T>> attempt, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(CallKey, new Call(what, _options.TotalTimeout));
        try
        {
            return await _pipeline
                .ExecuteAsync(static (context, attempt) => attempt(context.CancellationToken), context, attempt)
                .ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private RetryStrategyOptions Retries() => new()
    {
        MaxRetryAttempts = _options.MaxRetries,
        ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is AttemptException && CallOf(args.Context).Pause is not null),
        DelayGenerator = args => ValueTask.FromResult(CallOf(args.Context).Pause),
        OnRetry = args =>
        {
            var (call, reason) = (CallOf(args.Context), args.Outcome.Exception!.Message);
            _logger.Retrying(call.What, reason, call.Failed, _options.MaxRetries, args.RetryDelay.TotalMilliseconds);
            return default;
        },
    };

    private CircuitBreakerStrategyOptions Breaker() => new()
    {
        FailureRatio = _options.BreakerFailureRatio,
        MinimumThroughput = _options.BreakerMinimumAttempts,
        SamplingDuration = BreakerWindow(),
        BreakDuration = _options.BreakDuration,
        ShouldHandle = args =>
            ValueTask.FromResult(args.Outcome.Exception is TimeoutRejectedException or AttemptException { SourceIsSick: true }),
        OnOpened = args =>
        {
            var last = args.Outcome.Exception as AttemptException ?? QuotaStrategy.TimedOut(_options, args.Outcome.Exception);
            _logger.CircuitOpened(last.Message, args.BreakDuration.TotalSeconds);
            _gate.Shut(args.BreakDuration, last.Failure, $"too many requests failed lately ({last.Message})");
            return default;
        },
        OnClosed = args =>
        {
            if (!args.IsManual) _logger.CircuitClosed();
            return default;
        },
    };

    // With five requests a minute a short window would never hold enough attempts to judge by.
    private TimeSpan BreakerWindow()
    {
        if (_options.RequestsPerMinute is not { } limit) return _options.BreakerWindow;
        var needed = TimeSpan.FromMinutes(2.0 * _options.BreakerMinimumAttempts / limit);
        return needed < _options.BreakerWindow ? _options.BreakerWindow : needed > LongestWindow ? LongestWindow : needed;
    }

    private TimeoutStrategyOptions AttemptDeadline() => new()
    {
        TimeoutGenerator = args =>
        {
            var remaining = CallOf(args.Context).Remaining;
            return ValueTask.FromResult(remaining < _options.AttemptTimeout ? remaining : _options.AttemptTimeout);
        },
    };

    private static Call CallOf(ResilienceContext context) => context.Properties.GetValue(CallKey, null!);
}
