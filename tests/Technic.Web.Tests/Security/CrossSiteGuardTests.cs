using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Technic.Web.Tests.Security;

/// <summary>Cross-site requests are rejected; other clients are not affected.</summary>
public sealed class CrossSiteGuardTests : WebTest
{
    protected override TechnicWebOptions Options => new() { Hosts = ["technic.example"] };

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    public async Task Cross_site_requests_cannot_scan_or_clear(string header, string value)
    {
        using var scan = new HttpRequestMessage(HttpMethod.Get, "/api/scans/stream?symbols=AAPL");
        scan.Headers.Add(header, value);
        using var clear = new HttpRequestMessage(HttpMethod.Delete, "/api/cache/memory");
        clear.Headers.Add(header, value);

        using var scanned = await Http.SendAsync(scan);
        using var cleared = await Http.SendAsync(clear);

        await ProblemOf(scanned, HttpStatusCode.Forbidden);
        await ProblemOf(cleared, HttpStatusCode.Forbidden);
        Assert.Empty(Source.Calls);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Host", "localhost:5080")]
    [InlineData("Host", "[::1]")]
    [InlineData("Host", "technic.example")]
    public async Task Own_pages_and_allowed_hosts_are_accepted(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/columns");
        request.Headers.Add(header, value);

        using var answer = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Same_origin_requests_are_allowed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/columns");
        request.Headers.Add("Origin", Server.Address.GetLeftPart(UriPartial.Authority));

        using var answer = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/api/columns", HttpStatusCode.Forbidden)]
    [InlineData("/api/scans/stream?symbols=AAPL", HttpStatusCode.Forbidden)]
    [InlineData("/v2/aggs/ticker/AAPL/range/1/day/2026-01-02/2026-03-01", HttpStatusCode.Forbidden)]
    public async Task Cross_site_links_to_pages_are_allowed(string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Sec-Fetch-Dest", "document");

        using var answer = await Http.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
        Assert.Empty(Source.Calls);
    }

    [Theory]
    [InlineData("Sec-Fetch-Dest", "iframe")]
    [InlineData("Sec-Fetch-Mode", "no-cors")]
    public async Task Pages_cannot_be_framed_by_other_sites(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        foreach (var (name, usual) in (
            ReadOnlySpan<(string, string)>)[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"),
            ("Sec-Fetch-Dest", "document")])
            request.Headers.Add(name, name == header ? value : usual);

        using var answer = await Http.SendAsync(request);

        await ProblemOf(answer, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Every_response_has_security_headers()
    {
        foreach (var path in (string[])["/api/columns", "/", "/nothing", "/health/live", "/openapi/v1.json"])
        {
            using var answer = await Http.GetAsync(path);
            Assert.Equal(
                "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors "
                    + "'none'; base-uri 'none'; form-action 'self'",
                Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
            Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        }
    }

    [Fact]
    public async Task Responses_hide_the_server_software_and_are_not_cached()
    {
        using var answer = await Http.GetAsync("/api/columns");

        Assert.Empty(answer.Headers.Server);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Path_traversal_returns_404()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Server.Address.Port);
        await socket.GetStream()
            .WriteAsync(Encoding.ASCII.GetBytes(
                "GET /api/history/../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));

        var answer = await new StreamReader(socket.GetStream()).ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
    }
}
