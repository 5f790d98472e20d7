using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Technic.Web.Security;

namespace Technic.Web.Tests.Security;

/// <summary>A host adds an authentication scheme, here JWT bearer tokens, whose role claims the server accepts beside API keys.</summary>
public abstract class AccessTokenTest : WebTest
{
    private const string Issuer = "https://id.example.org", Audience = "technic";

    private static readonly SymmetricSecurityKey SigningKey = new(Encoding.ASCII.GetBytes("a signing key of 32 bytes or more"));

    protected override void Configure(IServiceCollection services)
    {
        // AddAuthentication of a host stores keys for cookies in the home folder.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthentication().AddJwtBearer(bearer => bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = Issuer, ValidAudience = Audience, IssuerSigningKey = SigningKey,
        });
    }

    /// <summary>A token of the identity provider.</summary>
    protected static string Token(string subject, string? role, string issuer = Issuer, bool isExpired = false) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = Audience,
            Claims = new Dictionary<string, object> { ["sub"] = subject, ["roles"] = role is null ? [] : new[] { role } },
            NotBefore = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            IssuedAt = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            Expires = new DateTime(isExpired ? 2001 : 2100, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            SigningCredentials = new SigningCredentials(SigningKey, SecurityAlgorithms.HmacSha256),
        });

    protected async Task<HttpResponseMessage> SendAsync(string method, string path, string? token, bool isKept = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (isKept) request.Headers.Add("Prefer", "respond-async");
        if (method == "POST") request.Content = Json("""{"symbols": ["AAPL"], "minDollarVolume": 0}""");
        return await Http.SendAsync(request);
    }
}

/// <summary>A server with API keys and access tokens.</summary>
public sealed class AccessTokenTests : AccessTokenTest
{
    private static readonly ApiKey Key = ApiKey.New("ann", ApiRole.Read, out Secret);
    private static readonly string Secret;

    protected override TechnicWebOptions Options => new() { Keys = KeyRing.Parse(Key.ToString(), "a test") };

    [Theory]
    [InlineData("read", "GET", "/api/columns", HttpStatusCode.OK)]
    [InlineData("read", "GET", "/", HttpStatusCode.OK)]
    [InlineData("read", "POST", "/api/scans", HttpStatusCode.OK)]
    [InlineData("read", "DELETE", "/api/cache/memory", HttpStatusCode.Forbidden)]
    [InlineData("operate", "GET", "/api/columns", HttpStatusCode.OK)]
    [InlineData("operate", "DELETE", "/api/cache/memory", HttpStatusCode.OK)]
    [InlineData("Operate", "DELETE", "/api/cache/memory", HttpStatusCode.Forbidden)]
    [InlineData("another", "GET", "/api/columns", HttpStatusCode.Forbidden)]
    [InlineData(null, "GET", "/api/columns", HttpStatusCode.Forbidden)]
    [InlineData(null, "GET", "/openapi/v1.json", HttpStatusCode.Forbidden)]
    [InlineData(null, "GET", "/health/live", HttpStatusCode.OK)]
    public async Task The_role_claim_of_a_token_decides(string? role, string method, string path, HttpStatusCode status)
    {
        using var answer = await SendAsync(method, path, Token("u-1", role));

        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.Forbidden)
            Assert.StartsWith("The access token does not have the role '", await ProblemOf(answer, status), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_tokens_are_rejected_with_the_reason_in_WWW_Authenticate()
    {
        string[] invalid = [Token("u-1", "operate", isExpired: true), Token("u-1", "operate", issuer: "https://evil.example"),
            $"{Token("u-1", "operate")}x", "eyJhbGciOiJub25lIn0.e30."];
        foreach (var token in invalid)
        {
            using var answer = await SendAsync("GET", "/api/columns", token);

            Assert.Equal("Invalid API key or access token.", await ProblemOf(answer, HttpStatusCode.Unauthorized));
            Assert.Contains(answer.Headers.WwwAuthenticate, header => header.Parameter?.Contains("invalid_token") == true);
        }
    }

    [Fact]
    public async Task Without_credentials_the_problem_document_names_both_kinds()
    {
        using var answer = await SendAsync("GET", "/api/columns", token: null);

        Assert.Equal(
            "Authentication required: send an API key as X-API-Key, or an access token of this server's identity provider.",
            await ProblemOf(answer, HttpStatusCode.Unauthorized));
        Assert.All(answer.Headers.WwwAuthenticate, header => Assert.Equal("Bearer", header.Scheme));
    }

    [Fact]
    public async Task Valid_tokens_do_not_count_as_invalid_API_keys()
    {
        for (var i = 0; i < 40; i++)
        {
            using var answer = await SendAsync("GET", "/api/presets", Token("u-1", "read"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var wrong = await SendAsync("GET", "/api/presets", "wrong");
        using var right = await SendAsync("GET", "/api/presets", Secret);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (wrong.StatusCode, right.StatusCode));
    }

    [Fact]
    public async Task A_scan_belongs_to_the_subject_of_the_token_and_not_to_a_key_of_that_name()
    {
        using var begun = await SendAsync("POST", "/api/scans", Token("ann", "read"), isKept: true);
        var scan = begun.Headers.Location!.ToString();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token("ann", "read")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Token("bob", "operate")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Token("bob", "read")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Secret));

        async Task<HttpStatusCode> StatusAsync(string token)
        {
            using var answer = await SendAsync("GET", scan, token);
            return answer.StatusCode;
        }
    }
}

/// <summary>A server with access tokens only.</summary>
public sealed class AccessTokensOnlyTests : AccessTokenTest
{
    [Fact]
    public async Task Every_request_needs_a_token()
    {
        using var without = await SendAsync("GET", "/api/columns", token: null);
        using var with = await SendAsync("GET", "/api/columns", Token("u-1", "read"));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (without.StatusCode, with.StatusCode));
    }

    [Fact]
    public async Task The_server_may_listen_on_all_addresses()
    {
        await using var server = await WebServer.StartAsync(Engine, Time, Options, Configure, IPAddress.Any);
        using var http = new HttpClient();

        using var answer = await http.GetAsync($"http://127.0.0.1:{server.Address.Port}/api/columns");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
