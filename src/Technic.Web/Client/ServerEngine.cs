using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Web.Requests;
using Technic.Web.Security;
using Technic.Web.Wire;

namespace Technic.Web.Client;

/// <summary>
/// An engine on a server: the client of Technic's REST API. What it gives is exactly what the server's engine gave. A server that cannot be
/// reached, or that is none
/// of Technic's, ends every call with a <see cref="ScanFailedException"/> whose sentence names its address.
/// </summary>
public sealed class ServerEngine : IScanEngine, IDisposable
{
    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly ServerEngineOptions _options;
    private readonly string _address;

    /// <param name="server">Where the server is, e.g. <c>http://127.0.0.1:5080</c>.</param>
    /// <param name="time">The clock of the client's patience.</param>
    /// <param name="options">How long it waits for what.</param>
    /// <exception cref="ArgumentException">The address is no absolute http or https address, or the key holds what no header
    /// can.</exception>
    public ServerEngine(Uri server, TimeProvider time, ServerEngineOptions? options = null)
    {
        if (!server.IsAbsoluteUri || (server.Scheme != Uri.UriSchemeHttp && server.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException("A server's address begins with http:// or https://.", nameof(server));
        _time = time;
        _options = options ?? new ServerEngineOptions();
        // Not the whole address: it may hold a password.
        _address = server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = _options.ConnectTimeout,
            MaxConnectionsPerServer = _options.Connections,
            UseProxy = !server.IsLoopback,
        };
        _client = new HttpClient(handler) { BaseAddress = new Uri(server, server.AbsolutePath.TrimEnd('/') + "/"), Timeout = Timeout.InfiniteTimeSpan };
        if (_options.Key is { } key) _client.DefaultRequestHeaders.Add(GivenKey.Header, Sendable(key));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ScanUpdate> ScanAsync(ScanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "api/scans/stream") { Content = Body(request) };
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var answer = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode) throw (await ProblemAnswer.ReadAsync(answer, _address, cancellationToken).ConfigureAwait(false)).ToException();

        using var body = new WatchedBody(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _options.Silence, _time);
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
    public async ValueTask<HistoryLookup> GetHistoryAsync(PriceHistoryKey key, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, AddressOf(key));
        using var answer = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode) return await ReadAsync(answer, HistoryJson.Read, cancellationToken).ConfigureAwait(false);

        var problem = await ProblemAnswer.ReadAsync(answer, _address, cancellationToken).ConfigureAwait(false);
        return Understood(problem.Lookup) ?? throw problem.ToException();
    }

    /// <inheritdoc/>
    public async ValueTask<CacheStatistics> GetStatisticsAsync(CancellationToken cancellationToken) =>
        await AskAsync(HttpMethod.Get, "api/cache/stats", RunJson.ReadStatistics, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<long> ClearMemoryAsync(CancellationToken cancellationToken) =>
        await AskAsync(HttpMethod.Delete, "api/cache/memory", json => json.Long("forgotten"), cancellationToken).ConfigureAwait(false);

    public void Dispose() => _client.Dispose();

    private static string Sendable(string key) =>
        key.Length > 0 && key.All(c => c is > ' ' and <= '~') ? key : throw new ArgumentException("A key has visible characters of ASCII and no others.", nameof(key));

    private async ValueTask<T> AskAsync<T>(HttpMethod method, string path, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(method, path);
        using var answer = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode) throw (await ProblemAnswer.ReadAsync(answer, _address, cancellationToken).ConfigureAwait(false)).ToException();
        return await ReadAsync(answer, read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request and waits for the headers of its answer.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (IsLoss(problem, cancellationToken))
        {
            throw new ScanFailedException($"No server answers at {_address}: {Reason(problem)}.", problem);
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken).ConfigureAwait(false);
            return Understood(() => read(document.RootElement));
        }
        catch (Exception problem) when (IsLoss(problem, cancellationToken))
        {
            throw Broken(problem);
        }
        catch (JsonException problem)
        {
            throw Foreign(problem);
        }
    }

    /// <summary>The update of an event; <c>null</c> for one that a newer server may send.</summary>
    private ScanUpdate? ReadEvent(string type, ReadOnlySpan<byte> data)
    {
        var json = Parse(data);
        return type == UpdateJson.Problem ? throw ProblemAnswer.Of(json, _address).ToException() : Understood(() => UpdateJson.Read(type, json));
    }

    private JsonElement Parse(ReadOnlySpan<byte> data)
    {
        try
        {
            return JsonElement.Parse(data);
        }
        catch (JsonException problem)
        {
            throw Foreign(problem);
        }
    }

    /// <summary>What was read from an answer, if the answer is what a server of this version gives.</summary>
    private T Understood<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (
            problem is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw Foreign(problem);
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
            throw Broken(problem);
        }
    }

    private ScanFailedException Broken(Exception problem) => new($"The server at {_address} broke off: {Reason(problem)}.", problem);

    private ScanFailedException Foreign(Exception problem) => new($"What answers at {_address} does not speak like a Technic server of this version.", problem);

    private static bool IsLoss(Exception problem, CancellationToken cancellationToken) =>
        problem is HttpRequestException or IOException or TimeoutException || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private string Reason(Exception problem) => problem switch
    {
        HttpRequestException { InnerException: System.Net.Sockets.SocketException socket } => socket.Message.TrimEnd('.').ToLowerInvariant(),
        TimeoutException => problem.Message,
        OperationCanceledException => $"it did not accept a connection within {_options.ConnectTimeout.TotalSeconds:0.#} s",
        HttpIOException => "the connection was closed",
        _ => problem.Message.TrimEnd('.'),
    };

    private static string AddressOf(PriceHistoryKey key)
    {
        var asOf = key.Replay is { } day ? $"&asOf={day:yyyy-MM-dd}" : "";
        return $"api/history/{Uri.EscapeDataString(key.Symbol.Text)}?days={key.Days}&frequency={key.Frequency.Word()}{asOf}";
    }

    private static ByteArrayContent Body(ScanRequest request)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = Json.Writer(buffer)) ScanFields.Write(json, request);
        return new ByteArrayContent(buffer.WrittenSpan.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }
}
