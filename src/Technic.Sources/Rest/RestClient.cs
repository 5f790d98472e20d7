using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Technic.Core.Histories;
using Technic.Core.Provider;
using Technic.Polygon;

namespace Technic.Sources.Rest;

/// <summary>
/// Sends GET requests to a REST API: with its key, within the quota, repeated a few times, and none for a while after most have failed.
/// </summary>
internal sealed partial class RestClient : IDisposable
{
    private const double FailureRatio = 0.5;
    private const int MinimumAttempts = 10;
    private static readonly TimeSpan SamplingDuration = TimeSpan.FromSeconds(30);

    private readonly RestApi _api;
    private readonly RestOptions _options;
    private readonly HttpClient _http;
    private readonly IRequestQuota _quota;
    private readonly RequestQuota? _ownQuota;
    private readonly RequestQuota? _hours;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;

    /// <param name="api">The provider.</param>
    /// <param name="options">The limits.</param>
    /// <param name="quota">A shared quota; <c>null</c> for one of its own.</param>
    /// <param name="requestsPerMinute">The own quota; <c>null</c> for none.</param>
    /// <param name="requestsPerHour">A limit of this process beside the quota; <c>null</c> for none.</param>
    /// <param name="time">The clock of quota, pauses and deadlines.</param>
    /// <param name="logger">The log.</param>
    public RestClient(
        RestApi api, RestOptions options, IRequestQuota? quota, int? requestsPerMinute, int? requestsPerHour, TimeProvider time,
        ILogger logger)
    {
        (_api, _options, _time, _logger) = (api, options, time, logger);
        (RequestsPerMinute, RequestsPerHour) = (requestsPerMinute, requestsPerHour);
        _quota = quota ?? (_ownQuota = new RequestQuota(requestsPerMinute, time));
        if (requestsPerHour is not null) _hours = new RequestQuota(null, time, requestsPerHour: requestsPerHour);
        // Redirects could carry the key to another host.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = options.AttemptTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        };
        _http = new HttpClient(handler, disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = options.MaxAnswerBytes,
        };
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(Retries())
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = FailureRatio,
                MinimumThroughput = MinimumAttempts,
                SamplingDuration = SamplingDuration,
                BreakDuration = options.BreakDuration,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is AttemptException { IsSourceFailure: true }),
            })
            .Build();
    }

    public int? RequestsPerMinute { get; }

    public int? RequestsPerHour { get; }

    /// <summary>Fetches a response.</summary>
    /// <param name="address">The address, without a key.</param>
    /// <param name="what">The name of the requested data in errors and logs.</param>
    /// <param name="read">Reads the body of a successful response.</param>
    /// <param name="count">Counts the requests.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="withKey">Whether the request has the key: not for files on other hosts.</param>
    /// <returns>The result; <c>null</c> for the status 404.</returns>
    /// <exception cref="PriceSourceException">There was no usable response.</exception>
    public async Task<T?> GetAsync<T>(
        Uri address, string what, Func<byte[], T> read, RequestCounter count, CancellationToken cancellationToken, bool withKey = true)
        where T : class
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                async token =>
                {
                    if (withKey && _hours is not null) await _hours.WaitAsync(token).ConfigureAwait(false);
                    await _quota.WaitAsync(token).ConfigureAwait(false);
                    return await AttemptAsync(address, read, count, withKey, token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (AttemptException failure)
        {
            throw Failure(what, failure.Message, failure.Failure, count, failure);
        }
        catch (BrokenCircuitException broken)
        {
            var reason = broken.InnerException is AttemptException cause ? $" ({cause.Message})" : "";
            var message = $"too many recent requests failed{reason}; no more requests for "
                + $"{Math.Ceiling((broken.RetryAfter ?? _options.BreakDuration).TotalSeconds):0} seconds";
            throw Failure(what, message, PriceSourceFailure.Unavailable, count, broken);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _ownQuota?.Dispose();
        _hours?.Dispose();
    }

    private RetryStrategyOptions Retries() => new()
    {
        MaxRetryAttempts = _options.MaxRetries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = _options.RetryDelay,
        ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is AttemptException { IsTransient: true }),
        // After a 429 the quota makes all requests wait.
        DelayGenerator = args => ValueTask.FromResult(
            args.Outcome.Exception is AttemptException { Failure: PriceSourceFailure.RateLimited } ? TimeSpan.Zero : (TimeSpan?)null),
        OnRetry = args =>
        {
            LogRetry(_api.Name, args.Outcome.Exception!.Message, args.AttemptNumber + 1, _options.MaxRetries);
            return default;
        },
    };

    private async Task<T?> AttemptAsync<T>(
        Uri address, Func<byte[], T> read, RequestCounter count, bool withKey, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new CancellationTokenSource(_options.AttemptTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (withKey)
        {
            foreach (var (name, value) in _api.Headers) request.Headers.TryAddWithoutValidation(name, value);
        }
        count.Add();
        var started = _time.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            var milliseconds = _time.GetElapsedTime(started).TotalMilliseconds;
            LogAnswer(_api.Name, address.PathAndQuery, (int)response.StatusCode, milliseconds, body.Length);
            if (response.StatusCode == HttpStatusCode.NotFound) return null;
            if (!response.IsSuccessStatusCode) throw Refusal(response, body);
            return Read(read, body);
        }
        catch (JsonException error)
        {
            throw AttemptException.BadData("the response is not the expected JSON", error);
        }
        catch (InvalidDataException error)
        {
            throw AttemptException.BadData("the compressed response is damaged", error);
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw AttemptException.BadData($"the response is larger than {_options.MaxAnswerBytes >> 20} MB", error);
        }
        catch (HttpRequestException error)
        {
            throw AttemptException.Unavailable($"no connection to {address.Authority} ({error.HttpRequestError})", error);
        }
        catch (IOException error)
        {
            throw AttemptException.Unavailable("the connection was lost during the response", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw AttemptException.Unavailable($"no complete response within {_options.AttemptTimeout.TotalSeconds:0.#} seconds", error);
        }
    }

    private T Read<T>(Func<byte[], T> read, byte[] body)
        where T : class
    {
        try
        {
            return read(body);
        }
        catch (AttemptException wrong) when (_api.Quote(MessageOf(body)) is { } quote)
        {
            // A refusal with the status of a success.
            throw AttemptException.BadData($"{wrong.Message} ({quote})", wrong);
        }
    }

    private AttemptException Refusal(HttpResponseMessage response, byte[] body)
    {
        var (status, quote) = ((int)response.StatusCode, _api.Quote(MessageOf(body)));
        var reason = quote is null ? "" : $": {quote}";
        return status switch
        {
            401 => new AttemptException(
                PriceSourceFailure.NotAuthorized, $"it refused the API key (401{reason}); check {_api.KeyVariables}"),
            403 => new AttemptException(
                PriceSourceFailure.Forbidden, $"it does not allow the request (403{reason}); check {_api.KeyVariables} and the plan"),
            429 => RateLimited(response, reason),
            408 or >= 500 => AttemptException.Unavailable($"it responded with {status}{reason}"),
            >= 300 and < 400 => AttemptException.BadData($"it redirects ({status}); check the address"),
            _ => new AttemptException(PriceSourceFailure.BadData, $"it responded with {status}{reason}"),
        };
    }

    private AttemptException RateLimited(HttpResponseMessage response, string reason)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => _options.RateLimitDelay,
        };
        if (wait > _options.MaxRetryAfter)
        {
            return new AttemptException(
                PriceSourceFailure.RateLimited, $"the request quota is used up (429{reason}) for {wait.TotalMinutes:0} minutes");
        }
        LogSlowedDown(_api.Name, wait.TotalSeconds);
        _quota.SlowDown(wait);
        return new AttemptException(PriceSourceFailure.RateLimited, $"the request quota is used up (429{reason})")
        {
            IsTransient = true, RetryAfter = wait,
        };
    }

    /// <summary>The error text of a body: a member of a JSON object; <c>null</c> for other bodies.</summary>
    private static string? MessageOf(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return null;
            foreach (var name in (ReadOnlySpan<string>)["message", "detail", "error"])
            {
                if (json.RootElement.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String) return text.GetString();
            }
            return null;
        }
        catch (JsonException)
        {
            return null; // the status is sufficient
        }
    }

    private PriceSourceException Failure(
        string what, string message, PriceSourceFailure failure, RequestCounter count, Exception inner)
    {
        var requests = count.Made > 1 ? $" ({count.Made} requests)" : "";
        return new PriceSourceException(failure, $"{_api.Name} returned no {what}: {message}{requests}.", count.Made, inner);
    }

    [LoggerMessage(LogLevel.Debug, "{Api}: GET {Path}: {Status} after {Milliseconds:0} ms, {Bytes} bytes")]
    private partial void LogAnswer(string api, string path, int status, double milliseconds, int bytes);

    [LoggerMessage(LogLevel.Warning, "{Api} failed: {Reason}; retry {Retry} of {Retries}")]
    private partial void LogRetry(string api, string reason, int retry, int retries);

    [LoggerMessage(LogLevel.Warning, "The request quota of {Api} is used up: all requests pause for {Seconds:0.#} s")]
    private partial void LogSlowedDown(string api, double seconds);
}

/// <summary>The number of requests of one fetch so far, over all its pages and retries.</summary>
internal sealed class RequestCounter
{
    public int Made { get; private set; }

    public void Add() => Made++;
}
