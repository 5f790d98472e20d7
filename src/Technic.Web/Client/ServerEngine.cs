using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Watches;
using Technic.Web.Requests;
using Technic.Web.Security;
using Technic.Web.Wire;

namespace Technic.Web.Client;

/// <summary>
/// An engine on a server: the client of Technic's REST API. Its results are identical to those of the server's engine. If the server is not
/// reachable or is not a Technic server, every call throws a <see cref="ScanFailedException"/> that names the address.
/// </summary>
public sealed class ServerEngine : IScanEngine, IWatchEngine, IAdjustedHistories, ICompanyImport, IDisposable
{
    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly ServerEngineOptions _options;
    private readonly string _address;

    /// <param name="server">The URL of the server, e.g. <c>http://127.0.0.1:5080</c>.</param>
    /// <param name="time">The clock for timeouts.</param>
    /// <param name="options">The options of the client.</param>
    /// <exception cref="ArgumentException">The URL is not an absolute http or https URL, or the API key is invalid.</exception>
    public ServerEngine(Uri server, TimeProvider time, ServerEngineOptions? options = null)
    {
        if (!server.IsAbsoluteUri || (server.Scheme != Uri.UriSchemeHttp && server.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException("The URL of a server must begin with http:// or https://.", nameof(server));
        _time = time;
        Watches = new ServerWatches(this);
        _options = options ?? new ServerEngineOptions();
        // Not the full URL: it can contain a password.
        _address = server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = _options.ConnectTimeout,
            MaxConnectionsPerServer = _options.Connections,
            UseProxy = !server.IsLoopback,
        };
        _client = new HttpClient(handler)
        {
            BaseAddress = new Uri(server, server.AbsolutePath.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (_options.Key is { } key) _client.DefaultRequestHeaders.Add(RequestKey.Header, ValidatedKey(key));
    }

    /// <inheritdoc/>
    public IWatches Watches { get; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ScanUpdate> ScanAsync(ScanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "api/scans/stream");
        message.Content = Body(json => ScanFields.Write(json, request));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var answer = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
            throw (await ProblemResponse.ReadAsync(answer, _address, cancellationToken).ConfigureAwait(false)).ToException();

        using var body = new IdleTimeoutStream(
            await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _options.IdleTimeout, _time);
        var events = SseParser.Create(body, ReadEvent).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var closing = events.ConfigureAwait(false);
        while (await NextAsync(events, cancellationToken).ConfigureAwait(false))
        {
            if (events.Current.Data is not { } update) continue;
            yield return update;
            if (update.Ends(request)) yield break;
        }
        throw new ScanFailedException($"The server at {_address} ended the scan without a result.");
    }

    /// <inheritdoc/>
    public ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken) =>
        GetHistoryAsync(key, PriceAdjustment.Splits, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<HistoryLookup> GetHistoryAsync(
        PriceHistoryKey key, PriceAdjustment adjustment, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, AddressOf(key, adjustment));
        using var answer = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode) return await ReadAsync(answer, HistoryJson.Read, cancellationToken).ConfigureAwait(false);

        var problem = await ProblemResponse.ReadAsync(answer, _address, cancellationToken).ConfigureAwait(false);
        return Validated(problem.Lookup) ?? throw problem.ToException();
    }

    /// <inheritdoc/>
    public async ValueTask<CacheStatistics> GetStatisticsAsync(CancellationToken cancellationToken) =>
        await AskAsync(
            HttpMethod.Get, "api/cache/stats", json => json.Deserialize(ReportContext.Default.CacheStatistics)!, cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<long> ClearMemoryAsync(CancellationToken cancellationToken) =>
        await AskAsync(HttpMethod.Delete, "api/cache/memory", json => json.Long("forgotten"), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask ImportCompaniesAsync(IReadOnlyList<Listing> companies, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "api/universe/companies");
        message.Content = BodyOf(json => ListingJson.WriteAll(json, "universe", companies));
        using var answer = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
            throw (await ProblemResponse.ReadAsync(answer, _address, cancellationToken).ConfigureAwait(false)).ToException();
    }

    public void Dispose() => _client.Dispose();

    private static string ValidatedKey(string key) =>
        key.Length > 0 && key.All(c => c is > ' ' and <= '~')
            ? key : throw new ArgumentException("An API key contains only visible ASCII characters.", nameof(key));

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path without a leading slash.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="write">Writes the fields of the body, a JSON object; <c>null</c> for no body.</param>
    internal async ValueTask<T> AskAsync<T>(
        HttpMethod method, string path, Func<JsonElement, T> read, CancellationToken cancellationToken,
        Action<Utf8JsonWriter>? write = null)
    {
        using var message = new HttpRequestMessage(method, path);
        if (write is not null) message.Content = BodyOf(write);
        using var answer = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
            throw (await ProblemResponse.ReadAsync(answer, _address, cancellationToken).ConfigureAwait(false)).ToException();
        return await ReadAsync(answer, read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request for something that may not exist; <c>null</c> if it does not.</summary>
    internal async ValueTask<T?> FindAsync<T>(
        HttpMethod method, string path, Func<JsonElement, T> read, CancellationToken cancellationToken) where T : class
    {
        using var message = new HttpRequestMessage(method, path);
        using var answer = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        return await IsMissingAsync(answer, cancellationToken).ConfigureAwait(false)
            ? null : await ReadAsync(answer, read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes something.</summary>
    /// <returns>Whether it existed.</returns>
    internal async ValueTask<bool> DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Delete, path);
        using var answer = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        return !await IsMissingAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the answer is that something does not exist; throws for every other problem.</summary>
    private async ValueTask<bool> IsMissingAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode) return false;
        var problem = await ProblemResponse.ReadAsync(answer, _address, cancellationToken).ConfigureAwait(false);
        return problem is { Status: HttpStatusCode.NotFound, Document: not null } ? true : throw problem.ToException();
    }

    /// <summary>Sends a request and waits for the response headers.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (IsLoss(problem, cancellationToken))
        {
            throw new ScanFailedException($"Cannot connect to the server at {_address}: {Reason(problem)}.", problem);
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken).ConfigureAwait(false);
            return Validated(() => read(document.RootElement));
        }
        catch (Exception problem) when (IsLoss(problem, cancellationToken))
        {
            throw ConnectionLost(problem);
        }
        catch (JsonException problem)
        {
            throw UnexpectedResponse(problem);
        }
    }

    /// <summary>Reads an event; <c>null</c> for an unknown event of a newer server.</summary>
    private ScanUpdate? ReadEvent(string type, ReadOnlySpan<byte> data)
    {
        var json = Parse(data);
        return type == UpdateJson.Problem
            ? throw ProblemResponse.Of(json, _address).ToException() : Validated(() => UpdateJson.Read(type, json));
    }

    private JsonElement Parse(ReadOnlySpan<byte> data)
    {
        try
        {
            return JsonElement.Parse(data);
        }
        catch (JsonException problem)
        {
            throw UnexpectedResponse(problem);
        }
    }

    /// <summary>Reads a response and reports an unexpected format.</summary>
    private T Validated<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (
            problem is JsonException or FormatException or KeyNotFoundException
                or InvalidOperationException or ArgumentException or OverflowException or ScanRequestException)
        {
            throw UnexpectedResponse(problem);
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<ScanUpdate?>> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (IsLoss(problem, cancellationToken))
        {
            throw ConnectionLost(problem);
        }
    }

    private ScanFailedException ConnectionLost(Exception problem) =>
        new($"Connection to the server at {_address} lost: {Reason(problem)}.", problem);

    private ScanFailedException UnexpectedResponse(Exception problem) =>
        new($"Unexpected response from {_address}: not a Technic server of this version.", problem);

    private static bool IsLoss(Exception problem, CancellationToken cancellationToken) =>
        problem is HttpRequestException or IOException or TimeoutException
            || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private string Reason(Exception problem) => problem switch
    {
        HttpRequestException { InnerException: System.Net.Sockets.SocketException socket } =>
            socket.Message.TrimEnd('.').ToLowerInvariant(),
        TimeoutException => problem.Message,
        OperationCanceledException => $"no connection within {_options.ConnectTimeout.TotalSeconds:0.#} s",
        HttpIOException => "the connection was closed",
        _ => problem.Message.TrimEnd('.'),
    };

    private static string AddressOf(PriceHistoryKey key, PriceAdjustment adjustment)
    {
        // A server of an earlier version rejects unknown fields.
        var adjust = adjustment == PriceAdjustment.Splits ? "" : $"&adjust={adjustment.Word()}";
        var asOf = key.Replay is { } day ? $"&asOf={day:yyyy-MM-dd}" : "";
        return $"api/history/{Uri.EscapeDataString(key.Symbol.Text)}?days={key.Days}&frequency={key.Frequency.Word()}{asOf}{adjust}";
    }

    /// <summary>A body with fields.</summary>
    private static ByteArrayContent BodyOf(Action<Utf8JsonWriter> writeFields) => Body(json =>
    {
        json.WriteStartObject();
        writeFields(json);
        json.WriteEndObject();
    });

    private static ByteArrayContent Body(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = Json.Writer(buffer)) write(json);
        return new ByteArrayContent(buffer.WrittenSpan.ToArray())
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
    }
}
