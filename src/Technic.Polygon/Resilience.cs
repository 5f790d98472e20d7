using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>
/// The layers around every attempt, from the outside in: limited retries, the circuit breaker, the quota, the attempt's timeout.
/// </summary>
internal sealed class Resilience
{
    private static readonly ResiliencePropertyKey<Call?> CallKey = new("technic.polygon.call");

    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    private readonly PolygonOptions _options;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;

    public Resilience(PolygonOptions options, IRequestQuota quota, TimeProvider time, ILogger logger)
    {
        _options = options;
        _logger = logger;
        var circuit = new Circuit(options, time, logger);
        var permit = new QuotaPermit(quota);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.MaxRetries > 0) pipeline.AddRetry(Retries());
        _pipeline = pipeline
            .AddStrategy(_ => new CircuitStrategy(circuit, permit, time), new CircuitStrategyOptions())
            .AddCircuitBreaker(circuit.Breaker(BreakerWindow()))
            .AddStrategy(_ => new AttemptStrategy(options, quota, permit, circuit, time, logger), new AttemptStrategyOptions())
            .AddTimeout(AttemptDeadline())
            .Build();
    }

    /// <summary>Makes attempts until one succeeds or another one would be useless.</summary>
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
        ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is AttemptException && CallOf(args.Context)!.Pause is not null),
        DelayGenerator = args => ValueTask.FromResult(CallOf(args.Context)!.Pause),
        OnRetry = args =>
        {
            var (call, reason) = (CallOf(args.Context)!, args.Outcome.Exception!.Message);
            _logger.Retrying(call.What, reason, call.Failed, _options.MaxRetries, args.RetryDelay.TotalMilliseconds);
            return default;
        },
    };

    // With five requests a minute a short window would never have enough attempts to judge.
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
            var remaining = CallOf(args.Context)!.Remaining;
            return ValueTask.FromResult(remaining < _options.AttemptTimeout ? remaining : _options.AttemptTimeout);
        },
    };

    /// <summary>The call of a context; <c>null</c> outside <see cref="RunAsync"/>, e.g. when the circuit is isolated.</summary>
    internal static Call? CallOf(ResilienceContext context) => context.Properties.GetValue(CallKey, null);
}
