using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Technic.Testing;

namespace Technic.ServiceDefaults.Tests;

/// <summary>A server that accepts the tokens of a provider over HTTP. It answers with the roles of the caller.</summary>
public sealed class AccessTokenAuthenticationTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero));
    private IdentityProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await IdentityProvider.StartAsync();

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Theory]
    [InlineData("read", "read")]
    [InlineData("operate", "operate")]
    [InlineData("operate read other", "read operate")]
    [InlineData("Read", "")]
    [InlineData("reader", "")]
    [InlineData("", "")]
    public async Task The_words_of_the_claim_give_the_roles(string words, string roles)
    {
        await using var server = await StartAsync(Tokens());

        Assert.Equal((HttpStatusCode.OK, roles), await AskAsync(server, Token(new() { ["roles"] = words })));
        Assert.Equal((HttpStatusCode.OK, roles), await AskAsync(server, Token(new() { ["roles"] = words.Split(' ') })));
        Assert.Equal(1, _provider.KeyRequests);
    }

    [Fact]
    public async Task Claim_and_values_can_be_those_of_the_provider()
    {
        await using var server = await StartAsync(
            Tokens() with { RoleClaim = "scope", Read = "technic.read", Operate = "technic.operate" });

        var (_, both) = await AskAsync(server, Token(new() { ["scope"] = "openid technic.operate technic.read" }));
        var (_, unknown) = await AskAsync(server, Token(new() { ["scope"] = "openid profile", ["roles"] = "operate" }));
        // The names that the server itself uses for roles do not help.
        var (_, forged) = await AskAsync(server, Token(new() { ["technic:role"] = "operate", [ClaimTypes.Role] = "operate" }));

        Assert.Equal(("read operate", "", ""), (both, unknown, forged));
    }

    [Fact]
    public async Task A_token_expires_with_the_clock_of_the_server()
    {
        await using var server = await StartAsync(Tokens());
        var token = Token(new() { ["roles"] = "read" });
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, token)).Status);

        // Ten minutes, and the five by which clocks may differ.
        _time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, token)).Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(server, token)).Status);
    }

    [Fact]
    public async Task A_token_that_is_not_valid_yet_for_another_audience_or_of_another_issuer_is_rejected()
    {
        await using var server = await StartAsync(Tokens());
        await using var another = await IdentityProvider.StartAsync();
        var claims = new Dictionary<string, object> { ["roles"] = "operate" };
        var now = _time.GetUtcNow();
        string[] rejected =
        [
            _provider.Token(now.AddMinutes(6), claims),
            _provider.Token(now, claims, audience: "another"),
            _provider.Token(now, claims, issuer: "https://id.example.org"),
            another.Token(now, claims),
            another.Token(now, claims, issuer: _provider.Issuer),
            "a.b.c",
        ];

        foreach (var token in rejected)
            Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(server, token)).Status);
    }

    [Fact]
    public async Task A_provider_that_does_not_respond_is_reported_for_tokens_only()
    {
        await using var server = await StartAsync(Tokens());
        var token = Token(new() { ["roles"] = "read" });
        await _provider.DisposeAsync();

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "The identity provider of this server does not respond. Try again later."),
            await AskAsync(server, token));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(server, "technic_an-api-key")).Status);
    }

    private AccessTokens Tokens() => new(new Uri(_provider.Issuer), IdentityProvider.Audience);

    private string Token(Dictionary<string, object> claims) => _provider.Token(_time.GetUtcNow(), claims);

    private async Task<WebApplication> StartAsync(AccessTokens tokens)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_time).AddAccessTokens(tokens).AddAuthorization();
        var app = builder.Build();
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (BadHttpRequestException problem)
            {
                context.Response.StatusCode = problem.StatusCode;
                await context.Response.WriteAsync(problem.Message);
            }
        });
        app.UseAuthentication().UseAuthorization();
        app.MapGet("/", (ClaimsPrincipal user) => string.Join(' ', new[] { "read", "operate" }.Where(user.IsInRole)))
            .RequireAuthorization();
        await app.StartAsync();
        return app;
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(WebApplication server, string token)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.Urls.Single()) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.GetAsync("/");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
