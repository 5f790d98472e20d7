using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Technic.Testing;

/// <summary>An OpenID Connect provider on this machine: its metadata and its keys over HTTP, and tokens that it signs.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string Audience = "technic";

    private readonly WebApplication _app;
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RsaSecurityKey _key;

    private IdentityProvider(WebApplication app)
    {
        _app = app;
        _key = new RsaSecurityKey(_rsa) { KeyId = "key-1" };
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = Issuer, jwks_uri = $"{Issuer}/keys" }));
        app.MapGet("/keys", () =>
        {
            Interlocked.Increment(ref _requests);
            var rsa = _rsa.ExportParameters(includePrivateParameters: false);
            var (n, e) = (Base64UrlEncoder.Encode(rsa.Modulus), Base64UrlEncoder.Encode(rsa.Exponent));
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = _key.KeyId, n, e } } });
        });
    }

    private int _requests;

    /// <summary>The URL of the provider.</summary>
    public string Issuer => _app.Urls.Single();

    /// <summary>How often the keys were requested.</summary>
    public int KeyRequests => Volatile.Read(ref _requests);

    public static async Task<IdentityProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var provider = new IdentityProvider(builder.Build());
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>A token that is valid for ten minutes.</summary>
    /// <param name="now">The time of issue.</param>
    /// <param name="claims">Claims beside the subject <c>u-1</c>.</param>
    /// <param name="audience">The audience.</param>
    /// <param name="issuer">The issuer; by default this provider.</param>
    public string Token(
        DateTimeOffset now, Dictionary<string, object> claims, string audience = Audience, string? issuer = null) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Issuer,
            Audience = audience,
            Claims = new Dictionary<string, object>(claims) { ["sub"] = "u-1" },
            NotBefore = now.UtcDateTime,
            IssuedAt = now.UtcDateTime,
            Expires = now.UtcDateTime.AddMinutes(10),
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
        });

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }
}
