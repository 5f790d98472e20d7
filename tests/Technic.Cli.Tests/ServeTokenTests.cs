using System.Net;
using System.Net.Http.Headers;
using Technic.Testing;

namespace Technic.Cli.Tests;

/// <summary><c>technic serve</c> with the access tokens of an OpenID Connect provider.</summary>
public sealed class ServeTokenTests : ProgramTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_tokens_the_server_listens_on_all_addresses_and_requires_them(bool isOption)
    {
        await using var provider = await IdentityProvider.StartAsync();
        using var server = isOption
            ? Serve([], "--token-authority", provider.Issuer, "--token-audience", IdentityProvider.Audience)
            : Serve(new()
            {
                ["Technic__TokenAuthority"] = provider.Issuer, ["Technic__TokenAudience"] = IdentityProvider.Audience,
                ["Technic__TokenRoleClaim"] = "scope",
            });
        var url = await server.ReadUrlAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{url.Port}") };
        var claim = isOption ? "roles" : "scope";

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("GET", "/api/columns", null));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("GET", "/api/columns", Token("read")));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("DELETE", "/api/cache/memory", Token("operate")));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("DELETE", "/api/cache/memory", Token("read")));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("GET", "/api/columns", Token("another")));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("GET", "/api/columns", Token("read", audience: "another")));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("GET", "/api/columns", Token("read", age: TimeSpan.FromHours(1))));

        string Token(string role, string audience = IdentityProvider.Audience, TimeSpan age = default) =>
            provider.Token(DateTimeOffset.UtcNow - age, new() { [claim] = role }, audience);

        async Task<HttpStatusCode> AskAsync(string method, string path, string? token)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("Invalid URL 'http://id.example.org' in Technic:TokenAuthority", "--token-authority", "http://id.example.org")]
    [InlineData("Technic:TokenAudience requires Technic:TokenAuthority", null, null)]
    public async Task Invalid_settings_are_one_message(string sentence, string? option, string? value) =>
        (await RunAsync(["serve", "--token-audience", "technic", .. option is null ? [] : (string[])[option, value!], "--data", Data]))
            .FailedWith(2, sentence);

    private TechnicProcess Serve(Dictionary<string, string> environment, params string[] more) =>
        Start(environment, ["serve", "--port", "0", "--listen", "0.0.0.0", "--source", "synthetic", "--data", Data, .. more]);
}
