using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Technic.Web.Tests.Security;

/// <summary>Malicious requests over real connections. The server must continue to serve other clients.</summary>
public sealed class HostileTests : WebTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("/assets/x/../../../../../../etc/passwd")]
    [InlineData("/assets/x/%2e%2e/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/assets/x/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/assets/x/..%5c..%5cetc%5cpasswd")]
    [InlineData("/assets/x/....//....//etc/passwd")]
    [InlineData("/assets/x/%252e%252e/etc/passwd")]
    [InlineData("/assets/x//etc/passwd")]
    [InlineData("/assets/x/app.css%00.js")]
    [InlineData("/assets/x/file:///etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/api/scans/..%2f..%2fetc%2fpasswd")]
    [InlineData("/openapi/..%2f..%2fappsettings.json")]
    [InlineData("/api/history/..%2f..%2fetc%2fpasswd")]
    [InlineData("/v2/aggs/ticker/..%2f../range/1/day/2026-01-02/2026-01-03")]
    [InlineData("http://evil.example/etc/passwd")]
    public async Task Path_traversal_is_rejected(string path)
    {
        var answer = await TalkAsync($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

        Assert.Matches("^HTTP/1.1 (400|403|404) ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        Assert.Empty(Source.Calls);
    }

    [Theory]
    [InlineData("GET /api/history/A%0d%0aX-Evil:%201 HTTP/1.1\r\nHost: 127.0.0.1\r\n")]
    [InlineData("GET /api/columns?x=%0d%0aX-Evil:%201 HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: %0d%0aX-Evil: 1\r\n")]
    [InlineData("GET /api/columns HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: a\rX-Evil: 1\r\n")]
    [InlineData("GET /api/columns HTTP/1.1\r\nHost: 127.0.0.1\r\n X-Evil: 1\r\n")]
    [InlineData("GET /v2/aggs/ticker/AAPL/range/1/day/2026-01-02/2026-03-03?limit=1 HTTP/1.1\r\nHost: 127.0.0.1\"\\r\\nX-Evil: 1\r\n")]
    [InlineData("GET /api/columns HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n")]
    [InlineData("GET /api/columns HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("GET /api/columns HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n")]
    [InlineData("POST /api/scans HTTP/1.1\r\nHost: 127.0.0.1\r\nPrefer: respond-async, X-Evil: 1\r\nContent-Length: 0\r\n")]
    public async Task Request_data_is_never_copied_to_response_headers(string request)
    {
        var answer = await TalkAsync($"{request}Connection: close\r\n\r\n");

        Assert.Matches("^HTTP/1.1 (200|400|415) ", answer);
        Assert.DoesNotMatch("(?im)^X-Evil:", answer.Split("\r\n\r\n")[0]);
        await MeanwhileAsync();
    }

    [Fact]
    public async Task Oversized_request_lines_and_headers_are_rejected()
    {
        Assert.StartsWith("HTTP/1.1 414 ",
            await TalkAsync($"GET /api/columns?{new string('a', 20_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ",
            await TalkAsync($"GET /api/columns HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: {new string('a', 100_000)}\r\n\r\n"),
            StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ",
            await TalkAsync($"GET /api/columns HTTP/1.1\r\nHost: "
                + $"127.0.0.1\r\n{string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: 1\r\n"))}\r\n"), StringComparison.Ordinal);
        await MeanwhileAsync();
    }

    [Fact]
    public async Task Forty_bodies_of_ten_megabytes_are_rejected_and_other_clients_are_served()
    {
        var body = Encoding.ASCII.GetBytes($$"""{"symbols": ["{{new string('A', 10 << 20)}}"]}""");
        var refused = Enumerable.Range(0, 40).Select(i => SendAsync(i)).ToArray();

        await MeanwhileAsync();

        Assert.All(await Task.WhenAll(refused),
            status => Assert.True(status is null or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.TooManyRequests, $"{status}"));
        await MeanwhileAsync();
        Assert.DoesNotContain(Source.Calls, call => call.Symbol.Text.StartsWith("AAA", StringComparison.Ordinal));

        async Task<HttpStatusCode?> SendAsync(int i)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, i % 2 == 0 ? "/api/scans" : "/api/scans/stream");
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
            request.Headers.TransferEncodingChunked = i % 4 < 2;
            try
            {
                using var answer = await Http.SendAsync(request);
                return answer.StatusCode;
            }
            catch (HttpRequestException)
            {
                // The server closed the connection during the upload.
                return null;
            }
        }
    }

    [Theory]
    [InlineData("one each")]
    [InlineData("in one text")]
    [InlineData("described")]
    public async Task A_million_symbols_are_rejected(string form)
    {
        var million = string.Join(
            form == "one each" ? "\",\"" : form == "described" ? "},{" : ",",
            Enumerable.Repeat("A", form == "described" ? 500_000 : 1_000_000));
        var body = form == "described"
            ? $$"""{"universe": [{{million.Replace("A", "", StringComparison.Ordinal).Insert(0, "{")}}}]}"""
                : $$"""{"symbols": ["{{million}}"]}""";
        var refused = Enumerable.Range(0, 4).Select(_ => PostScanAsync(body)).ToArray();

        await MeanwhileAsync();

        foreach (var answer in await Task.WhenAll(refused))
        {
            using (answer) Assert.Contains(
                "entries; the maximum is 100000.", await ProblemOf(answer, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("(", 4_000)]
    [InlineData("(", 64)]
    [InlineData("not ", 1_000)]
    [InlineData("-", 4_000)]
    [InlineData("rsi14 + ", 500)]
    [InlineData("rsi14 > 1 and ", 290)]
    [InlineData("rsi14 > 1 or not ", 240)]
    [InlineData("(", 1_000_000)]
    [InlineData("€", 4_000)]
    public async Task An_expensive_condition_is_evaluated_or_rejected_and_the_server_survives(string part, int times)
    {
        using var answer = await PostScanAsync(
            $$"""{"symbols": ["AAPL"], "minDollarVolume": 0, "where": "{{string.Concat(Enumerable.Repeat(part, times))}}rsi14 > 1"""
            + $$"""{{new string(')', part == "(" ? times : 0)}}"}""");

        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{answer.StatusCode}");
        await MeanwhileAsync();
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{\"a\":", 100_000)]
    [InlineData("{\"symbols\":[", 50_000)]
    public async Task Deeply_nested_JSON_is_rejected(string part, int times)
    {
        using var answer = await PostScanAsync(string.Concat(Enumerable.Repeat(part, times)));

        await ProblemOf(answer, HttpStatusCode.BadRequest);
        await MeanwhileAsync();
    }

    [Fact]
    public async Task A_thousand_streams_exceed_the_limit_and_other_clients_are_served()
    {
        var gate = new TaskCompletionSource();
        Source.Hold = (symbol, token) => symbol.Text == "HELD" ? gate.Task.WaitAsync(token) : Task.CompletedTask;
        using var begun = await BeginScanAsync("""{"symbols": ["HELD"], "minDollarVolume": 0}""");
        using var many = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue })
        {
            BaseAddress = Server.Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var answers = new ConcurrentBag<HttpResponseMessage>();

        await Parallel.ForAsync(0, 1_000, new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (_, token) =>
            answers.Add(await many.GetAsync($"{begun.Headers.Location}/stream", HttpCompletionOption.ResponseHeadersRead, token)));
        var (open, refused) = (
            answers.Count(answer => answer.StatusCode == HttpStatusCode.OK),
            answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        await MeanwhileAsync();
        gate.SetResult();
        var ends = await Task.WhenAll(
            answers.Where(answer => answer.StatusCode == HttpStatusCode.OK)
            .Select(answer => answer.Content.ReadAsStringAsync())).WaitAsync(Patience);
        foreach (var answer in answers) answer.Dispose();

        Assert.Equal((Options.OpenStreams, 1_000 - Options.OpenStreams), (open, refused));
        Assert.All(ends, end => Assert.Contains("event: completed\n", end, StringComparison.Ordinal));
        using var later = await Http.GetAsync("/api/scans/stream?symbols=AAPL&minDollarVolume=0");
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Slow_clients_do_not_block_scans_or_other_clients()
    {
        var symbols = string.Join("\",\"", Enumerable.Range(0, 2_000).Select(i => $"S{i}"));
        var body = $$"""{"symbols": ["{{symbols}}"], "minDollarVolume": 0, "days": 60, "top": 0}""";
        await ScanAsync(body);
        var sleepers = new List<Socket>();
        for (var i = 0; i < 3 * Options.ConcurrentScans; i++)
        {
            var path = i % 2 == 0 ? "/api/scans" : "/api/scans/stream";
            sleepers.Add(await SleeperAsync(
                $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                    + $"{body.Length}\r\n\r\n{body}"));
            // The scan has ended when the next one starts; only the response is blocked.
            await UntilScansAreAcceptedAsync();
        }
        for (var i = 0; i < 50; i++)
            sleepers.Add(await SleeperAsync("GET /api/history/AAPL?days=36525 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));

        await MeanwhileAsync();
        await UntilScansAreAcceptedAsync();

        foreach (var sleeper in sleepers) sleeper.Dispose();
    }

    [Fact]
    public async Task Requests_that_never_end_do_not_block_other_clients()
    {
        var sockets = new List<Socket>();
        for (var i = 0; i < 200; i++)
        {
            sockets.Add(await SleeperAsync((i % 3) switch
            {
                0 => "GET /api/columns HTTP/1.1\r\nHost: 127.0.",
                1 => "POST /api/scans HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                    + "1000000\r\n\r\n{\"symbols\": [",
                _ => "",
            }));
        }

        await MeanwhileAsync();
        using var reading = await PostScanAsync("""{"symbols": ["AAPL"]}""");

        // Uploads above the limit get status 429.
        Assert.True(reading.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{reading.StatusCode}");
        foreach (var socket in sockets) socket.Dispose();
        await UntilScansAreAcceptedAsync();
    }

    /// <summary>Asserts that other clients are served quickly.</summary>
    private async Task MeanwhileAsync()
    {
        foreach (var path in (string[])["/health/live", "/api/columns", "/api/history/AAPL?days=30", "/api/cache/stats", "/"])
        {
            var clock = Stopwatch.GetTimestamp();
            using var answer = await Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.InRange(Stopwatch.GetElapsedTime(clock), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        }
    }

    private async Task UntilScansAreAcceptedAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        HttpStatusCode status;
        do
        {
            using var answer = await Http.PostAsync("/api/scans", Json("""{"symbols": ["AAPL"], "minDollarVolume": 0}"""), deadline.Token);
            status = answer.StatusCode;
        }
        while (status == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    /// <summary>Sends raw bytes and returns the raw response.</summary>
    private async Task<string> TalkAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Server.Address.Port);
        await using var stream = socket.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        }
        catch (IOException)
        {
            // The server closed the connection.
        }
        var answer = new StringBuilder();
        var buffer = new byte[64 << 10];
        try
        {
            while (await stream.ReadAsync(buffer).AsTask().WaitAsync(Patience) is > 0 and var read)
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // The server closed the connection before the end of the request.
        }
        return answer.ToString();
    }

    /// <summary>Sends bytes and does not read the response.</summary>
    private async Task<Socket> SleeperAsync(string request)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        await socket.ConnectAsync(IPAddress.Loopback, Server.Address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        return socket;
    }
}
