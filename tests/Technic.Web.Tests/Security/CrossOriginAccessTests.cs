using System.Net;
using Technic.Web.Security;

namespace Technic.Web.Tests.Security;

/// <summary>The pages of allowed web sites may use the API, and nothing else; those of other sites may not.</summary>
public sealed class CrossOriginAccessTests : WebTest
{
    private const string Allowed = "https://lab.example.org";
    private const string AllowOrigin = "Access-Control-Allow-Origin";

    protected override TechnicWebOptions Options => new() { Origins = [Allowed, "http://localhost:8888"] };

    [Theory]
    [InlineData(Allowed)]
    [InlineData("http://localhost:8888")]
    public async Task A_page_of_an_allowed_site_reads_the_API(string origin)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/api/columns", origin);

        Assert.Equal((HttpStatusCode.OK, origin), (answer.StatusCode, Header(answer, AllowOrigin)));
        Assert.Contains("ETag", Header(answer, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
        Assert.Contains("Origin", answer.Headers.Vary);
        Assert.Null(Header(answer, "Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task A_preflight_request_allows_methods_and_headers()
    {
        using var answer = await SendAsync(
            HttpMethod.Options, "/api/scans", Allowed, ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type,x-api-key"));

        Assert.Equal((HttpStatusCode.NoContent, Allowed), (answer.StatusCode, Header(answer, AllowOrigin)));
        Assert.Contains("POST", Header(answer, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Contains("x-api-key", Header(answer, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_error_is_readable_for_the_page_too()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/api/history/AAPL?days=0", Allowed);

        Assert.Equal(Allowed, Header(answer, AllowOrigin));
        await ProblemOf(answer, HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://lab.example.org")]
    [InlineData("https://lab.example.org.evil.example")]
    [InlineData("https://lab.example.org:8443")]
    [InlineData("http://localhost:8889")]
    [InlineData("null")]
    public async Task A_page_of_another_site_is_rejected(string origin)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/api/columns", origin);

        Assert.Null(Header(answer, AllowOrigin));
        await ProblemOf(answer, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Pages_of_the_server_are_not_for_other_sites()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/", Allowed);

        await ProblemOf(answer, HttpStatusCode.Forbidden);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string origin, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "cors");
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await Http.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}

/// <summary>A server with API keys and an allowed web site.</summary>
public sealed class CrossOriginKeyTests : WebTest
{
    private const string Allowed = "https://lab.example.org";

    protected override TechnicWebOptions Options => new()
    {
        Origins = [Allowed], Keys = KeyRing.Parse(ApiKey.New("lab", ApiRole.Read, out _).ToString(), "a test"),
    };

    [Fact]
    public async Task A_preflight_request_needs_no_key_and_the_request_does()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/columns")
        {
            Headers = { { "Origin", Allowed }, { "Access-Control-Request-Method", "GET" } },
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/columns") { Headers = { { "Origin", Allowed } } };

        using var allowed = await Http.SendAsync(preflight);
        using var refused = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal([Allowed], refused.Headers.GetValues("Access-Control-Allow-Origin"));
    }
}
