using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>Sends GET requests to the REST API: with the key as a bearer token, within quota and deadlines, page by page.</summary>
internal sealed class PolygonTransport(HttpClient http, PolygonOptions options, IRequestQuota quota, TimeProvider time, ILogger logger)
{
    private readonly Resilience _resilience = new(options, quota, time, logger);
    private readonly AuthenticationHeaderValue? _bearer = options.ApiKey is { } key ? new AuthenticationHeaderValue("Bearer", key) : null;
    private readonly string _source = options.IsVendor ? "Polygon" : $"Polygon at {options.BaseAddress.Authority}";

    /// <summary>An address below the configured one.</summary>
    /// <param name="path">Path and query, beginning with a slash, escaped.</param>
    public Uri Address(string path) => new(options.DisplayAddress + path);

    /// <summary>Fetches a response of one page.</summary>
    /// <exception cref="PriceSourceException">There was no usable response.</exception>
    public async Task<T> FetchAsync<T>(Query<T> query, RequestCount count, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            Func<CancellationToken, ValueTask<T>> attempt = token => SendAsync(query, count, token);
            return await _resilience.RunAsync(query.What, attempt, cancellationToken).ConfigureAwait(false);
        }
        catch (AttemptException failure)
        {
            throw Failure(query.What, failure, count);
        }
    }

    /// <summary>Fetches a response page by page.</summary>
    /// <param name="query">The first page; the others have the same form.</param>
    /// <param name="take">Processes a page and returns the link to the next one.</param>
    /// <param name="count">Counts the requests.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="PriceSourceException">There was no usable response, or its pages cannot be followed.</exception>
    public async Task FetchPagesAsync<T>(Query<T> query, Func<T, NextPage> take, RequestCount count, CancellationToken cancellationToken)
        where T : class
    {
        var links = new PageLinks(options, query.Address);
        for (var page = query; page is not null;)
        {
            var next = take(await FetchAsync(page, count, cancellationToken).ConfigureAwait(false));
            try
            {
                page = links.Follow(next) is { } address ? page with { Address = address } : null;
            }
            catch (AttemptException failure)
            {
                throw Failure(query.What, failure, count);
            }
        }
    }

    /// <exception cref="AttemptException">A successful response reports an error in its body.</exception>
    public void CheckStatus(string? status, string? error, string? message)
    {
        var quote = AnswerText.Quote(error ?? message, options.ApiKey);
        if (status == "NOT_AUTHORIZED") throw NotAllowed(quote);
        if (status == "ERROR") throw AttemptException.BadData($"the response reports an error{Details(quote)}");
    }

    /// <exception cref="AttemptException">A response is about another symbol than the requested one.</exception>
    /// <param name="found">The symbol of the response; <c>null</c> when it does not name one.</param>
    /// <param name="requested">The requested one.</param>
    /// <param name="data">The data, for the message.</param>
    public void CheckSymbol(string? found, Symbol requested, string data)
    {
        if (found is not null && found != requested.Text)
            throw AttemptException.BadData($"the response has {data} of another symbol ({AnswerText.Quote(found, options.ApiKey)})");
    }

    private PriceSourceException Failure(string what, AttemptException failure, RequestCount count)
    {
        var requests = count.Made > 1 ? $" ({count.Made} requests)" : "";
        var message = $"{_source} returned no {what}: {failure.Message}{requests}.";
        return new PriceSourceException(failure.Failure, message, count.Made, failure);
    }

    private async ValueTask<T> SendAsync<T>(Query<T> query, RequestCount count, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, query.Address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Authorization = _bearer;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var started = time.GetTimestamp();
        count.Add();
        try
        {
            using var response = await http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            using var body = await AnswerBody.ReadAsync(response.Content, options.MaxAnswerBytes, cancellationToken).ConfigureAwait(false);
            var milliseconds = time.GetElapsedTime(started).TotalMilliseconds;
            logger.Answered(query.Address.PathAndQuery, (int)response.StatusCode, milliseconds, body.Bytes.Length);
            return Read(query, response, body.Bytes);
        }
        catch (HttpRequestException error)
        {
            throw AttemptException.Unavailable(NoConnection(error), error);
        }
        catch (InvalidDataException error)
        {
            throw new AttemptException(PriceSourceFailure.BadData, "the compressed response is damaged", error)
            {
                Transient = true,
                IsSourceFailure = true,
            };
        }
        catch (IOException error)
        {
            throw AttemptException.Unavailable("the connection was lost during the response", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw AttemptException.Unavailable("no response in time", error); // the HttpClient has a timeout of its own
        }
    }

    private T Read<T>(Query<T> query, HttpResponseMessage response, ReadOnlySpan<byte> body)
        where T : class
    {
        if (response.IsSuccessStatusCode) return ReadJson(query.Read, body);
        // A web page with the status 404 is from another server, so it does not mean that a symbol has no bars.
        var isOurs = query.IsOptional || !AnswerText.IsWebPage(body);
        if (response.StatusCode == HttpStatusCode.NotFound && isOurs && query.WhenNotFound is { } nothing) return nothing;
        throw Refusal(response, body);
    }

    private static T ReadJson<T>(ReadAnswer<T> read, ReadOnlySpan<byte> body)
    {
        try
        {
            return read(body);
        }
        catch (JsonException error)
        {
            if (BareNumbers.Overwritten(body) is not { } overwritten) throw AnswerText.Complaint(body, error);
            try
            {
                return read(overwritten);
            }
            catch (JsonException again)
            {
                throw AnswerText.Complaint(overwritten, again);
            }
        }
    }

    private AttemptException Refusal(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        var quote = ErrorText(body);
        var status = (int)response.StatusCode;
        return status switch
        {
            401 => KeyRefused(quote),
            403 => NotAllowed(quote),
            404 => AttemptException.BadData($"page not found (404) at {options.DisplayAddress}; check the address"),
            429 => new AttemptException(PriceSourceFailure.RateLimited, $"the request quota is used up (429{Colon(quote)})")
            {
                Transient = true,
                RetryAfter = RetryAfter(response),
            },
            408 or >= 500 => new AttemptException(
                PriceSourceFailure.Unavailable, $"it responded with {StatusText(response)}{Details(quote)}")
            {
                Transient = true,
                IsSourceFailure = true,
                RetryAfter = RetryAfter(response),
            },
            >= 300 and < 400 => AttemptException.BadData($"it redirects ({status}) to {Redirection(response)}; check the address"),
            _ => AttemptException.BadData($"it responded with {StatusText(response)}{Details(quote)}"),
        };
    }

    private AttemptException KeyRefused(string? quote)
    {
        var message = _bearer is null
            ? $"it requires an API key (401); set {PolygonOptions.KeyVariable}"
            : $"it refused the API key (401{Colon(quote)}); check {PolygonOptions.KeyVariable}";
        return new AttemptException(PriceSourceFailure.NotAuthorized, message) { KeyRefused = true };
    }

    private static AttemptException NotAllowed(string? quote)
    {
        var message = $"the plan of this API key does not include it (403{Colon(quote)}); check {PolygonOptions.KeyVariable} and its plan";
        return new AttemptException(PriceSourceFailure.Forbidden, message);
    }

    private string? ErrorText(ReadOnlySpan<byte> body)
    {
        try
        {
            var error = JsonSerializer.Deserialize(body, PolygonJson.Default.ErrorBody);
            return AnswerText.Quote(error?.Error ?? error?.Message, options.ApiKey);
        }
        catch (JsonException)
        {
            return null; // the status is sufficient
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    private string Redirection(HttpResponseMessage response) =>
        response.Headers.Location is { IsAbsoluteUri: true } location ? location.IdnHost : "another page";

    private string NoConnection(HttpRequestException error) => error.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError =>
            $"the host {options.BaseAddress.IdnHost} was not found; check the network and the address",
        HttpRequestError.ConnectionError => $"no connection to {options.BaseAddress.Authority}{Cause(error)}",
        HttpRequestError.SecureConnectionError => $"no secure connection to {options.BaseAddress.Authority}{Cause(error)}",
        _ => "the connection was lost",
    };

    private static string Cause(HttpRequestException error) => error.InnerException switch
    {
        SocketException socket => $" ({socket.Message})",
        { } cause => $" ({AnswerText.Quote(cause.Message, null)})",
        null => "",
    };

    private static string StatusText(HttpResponseMessage response) =>
        Enum.IsDefined(response.StatusCode) ? $"{(int)response.StatusCode} {response.StatusCode}" : $"{(int)response.StatusCode}";

    private static string Colon(string? quote) => quote is null ? "" : $": {quote}";

    private static string Details(string? quote) => quote is null ? "" : $" ({quote})";
}
