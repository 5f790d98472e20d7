using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Technic.Web.Tests;

/// <summary>What pages of other sites cannot do, and what programs can.</summary>
public sealed class NeighboursTests : WebTest
{
    protected override TechnicWebOptions Options => new() { Hosts = ["technic.example"] };

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    public async Task A_page_of_another_site_can_neither_scan_nor_clear(string header, string value)
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
    public async Task Our_own_pages_and_names_pass(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/columns");
        request.Headers.Add(header, value);

        using var answer = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_page_of_the_same_origin_passes()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/columns");
        request.Headers.Add("Origin", Server.Address.GetLeftPart(UriPartial.Authority));

        using var answer = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Answers_do_not_say_what_the_server_is_made_of_and_are_not_stored()
    {
        using var answer = await Http.GetAsync("/api/columns");

        Assert.Empty(answer.Headers.Server);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_path_that_climbs_is_nothing()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Server.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /api/history/../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));

        var answer = await new StreamReader(socket.GetStream()).ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
    }
}
