using System.Net;
using System.Net.Http.Headers;
using Technic.ServiceDefaults;
using Technic.Testing;

namespace Technic.Front.Tests;

/// <summary>A front accepts access tokens of an OpenID Connect provider by its settings.</summary>
public sealed class AccessTokenTests
{
    [Fact]
    public async Task Tokens_of_the_provider_are_accepted_for_their_role()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var front = await StartAsync(
            $"--Technic:TokenAuthority={provider.Issuer}", $"--Technic:TokenAudience={IdentityProvider.Audience}",
            "--Technic:TokenRoleClaim=scope", "--Technic:TokenRead=technic.read", "--Technic:TokenOperate=technic.operate");
        var reader = Token("technic.read");

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(front, "GET", "/api/columns", null));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(front, "GET", "/api/columns", reader));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(front, "DELETE", "/api/cache/memory", reader));
        // Authorized: there is no silo.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(front, "DELETE", "/api/cache/memory", Token("technic.operate")));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(front, "GET", "/api/columns", Token("profile")));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(front, "GET", "/api/columns", Token("technic.read", "another")));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(front, "GET", "/health/live", null));

        string Token(string scope, string audience = IdentityProvider.Audience) =>
            provider.Token(DateTimeOffset.UtcNow, new() { ["scope"] = scope }, audience);
    }

    [Fact]
    public async Task Without_a_response_of_the_provider_a_token_is_a_problem_with_status_503()
    {
        await using var front = await StartAsync(
            $"--Technic:TokenAuthority=http://127.0.0.1:{Ports.Free()}", "--Technic:TokenAudience=technic");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/columns");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "a.b.c");

        using var answer = await front.Http.SendAsync(request);

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "application/problem+json"),
            (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("The identity provider of this server does not respond.", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Invalid_settings_stop_the_start_with_one_message()
    {
        using var error = new StringWriter();

        var code = await FrontProcess.RunAsync(
            ["--Technic:Cluster=localhost", $"--{AccessTokens.AuthorityKey}=https://id.example.org"], TextWriter.Null, error);

        Assert.Equal(
            (2, "Technic:TokenAuthority requires Technic:TokenAudience: without it, tokens for other services would be accepted.\n"),
            (code, error.ToString()));
    }

    private static Task<FrontUnderTest> StartAsync(params string[] settings) =>
        FrontUnderTest.StartAsync(["--Technic:Cluster=localhost", $"--Technic:GatewayPort={Ports.Free()}", .. settings]);

    private static async Task<HttpStatusCode> AskAsync(FrontUnderTest front, string method, string path, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await front.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
