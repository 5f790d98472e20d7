using Microsoft.Extensions.Configuration;
using Technic.Core.Text;

namespace Technic.ServiceDefaults;

/// <summary>The access tokens (JWT) that a web server accepts: those of an OpenID Connect provider for an audience.</summary>
/// <param name="Authority">The URL of the provider, below which <c>.well-known/openid-configuration</c> is.</param>
/// <param name="Audience">The audience (<c>aud</c>) of the tokens: the name of this server at the provider.</param>
public sealed record AccessTokens(Uri Authority, string Audience)
{
    public const string AuthorityKey = "Technic:TokenAuthority", AudienceKey = "Technic:TokenAudience",
        RoleClaimKey = "Technic:TokenRoleClaim", ReadKey = "Technic:TokenRead", OperateKey = "Technic:TokenOperate";

    public const string DefaultRoleClaim = "roles", DefaultRead = "read", DefaultOperate = "operate";

    /// <summary>The claim with the roles or scopes of a token: a list, or words separated by spaces.</summary>
    public string RoleClaim { get; init; } = DefaultRoleClaim;

    /// <summary>The value of <see cref="RoleClaim"/> that gives the role read.</summary>
    public string Read { get; init; } = DefaultRead;

    /// <summary>The value of <see cref="RoleClaim"/> that gives the role operate.</summary>
    public string Operate { get; init; } = DefaultOperate;

    /// <summary>Reads the settings; <c>null</c> if no provider is set.</summary>
    /// <exception cref="ServiceSettingsException">A setting is invalid or missing.</exception>
    public static AccessTokens? From(IConfiguration configuration)
    {
        if (TextOf(configuration, AuthorityKey) is not { } authority)
        {
            string[] others = [AudienceKey, RoleClaimKey, ReadKey, OperateKey];
            return others.FirstOrDefault(key => TextOf(configuration, key) is not null) is { } alone
                ? throw new ServiceSettingsException($"{alone} requires {AuthorityKey}, the URL of an OpenID Connect provider.")
                : null;
        }
        var audience = TextOf(configuration, AudienceKey) ?? throw new ServiceSettingsException(
            $"{AuthorityKey} requires {AudienceKey}: without it, tokens for other services would be accepted.");
        var tokens = new AccessTokens(UrlOf(authority), audience)
        {
            RoleClaim = TextOf(configuration, RoleClaimKey) ?? DefaultRoleClaim,
            Read = WordOf(configuration, ReadKey) ?? DefaultRead,
            Operate = WordOf(configuration, OperateKey) ?? DefaultOperate,
        };
        return tokens.Read != tokens.Operate
            ? tokens
            : throw new ServiceSettingsException($"{ReadKey} and {OperateKey} must differ: everyone who may read could operate.");
    }

    private static Uri UrlOf(string text)
    {
        var isAccepted = Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            && url is { Query: "", Fragment: "", UserInfo: "" };
        return isAccepted
            ? url!
            : throw new ServiceSettingsException(
                $"Invalid URL '{Printable.Of(text)}' in {AuthorityKey}: expected https, e.g. https://id.example.org, or http on this "
                + "machine.");
    }

    private static string? WordOf(IConfiguration configuration, string key) => TextOf(configuration, key) switch
    {
        { } text when text.Contains(' ') => throw new ServiceSettingsException(
            $"Invalid value '{Printable.Of(text)}' in {key}: expected one role or scope, without spaces."),
        var word => word,
    };

    private static string? TextOf(IConfiguration configuration, string key) =>
        configuration[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
