using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Technic.Web.Security;

/// <summary>The caller of a request.</summary>
/// <param name="Name">
/// The name of the API key, or the issuer and the subject of an access token; <c>null</c> on an open server, where every caller is the
/// owner.
/// </param>
/// <param name="Role">The role of the caller.</param>
internal sealed record Caller(string? Name, ApiRole Role)
{
    // The name of the subject in a token whose claims are not renamed.
    private const string Subject = "sub";

    public static Caller Owner { get; } = new(null, ApiRole.Operate);

    /// <summary>A caller without authentication.</summary>
    public static Caller Anonymous { get; } = new("", ApiRole.Read);

    public static Caller Of(ApiKey key) => new(key.Name, key.Role);

    /// <summary>The caller of an authenticated user; <see cref="Anonymous"/> for another one.</summary>
    public static Caller Of(ClaimsPrincipal user)
    {
        ClaimsIdentity? key = null, token = null;
        foreach (var identity in user.Identities)
        {
            if (identity.AuthenticationType == ApiKeyAuthentication.SchemeName) key ??= identity;
            else if (identity.IsAuthenticated) token ??= identity;
        }
        if (key is null && token is null) return Anonymous;
        return new Caller(key is null ? NameOf(token!) : key.Name, RoleOf(user) ?? ApiRole.Read);
    }

    /// <summary>The highest role of a user; <c>null</c> for none.</summary>
    public static ApiRole? RoleOf(ClaimsPrincipal user) =>
        user.IsInRole(ApiRole.Operate.Word()) ? ApiRole.Operate : user.IsInRole(ApiRole.Read.Word()) ? ApiRole.Read : null;

    /// <summary>Whether the caller can read and cancel a scan of an owner.</summary>
    public bool CanAccess(string? owner) => Role == ApiRole.Operate || owner == Name;

    /// <summary>The caller as a user of ASP.NET. The role operate includes read.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme);
        if (Name is not null) identity.AddClaim(new Claim(identity.NameClaimType, Name));
        for (var role = ApiRole.Read; role <= Role; role++) identity.AddClaim(new Claim(identity.RoleClaimType, role.Word()));
        return new ClaimsPrincipal(identity);
    }

    // The issuer belongs to the name: subjects are unique within their issuer only, and no name of an API key has a colon.
    private static string NameOf(ClaimsIdentity identity) =>
        (identity.FindFirst(ClaimTypes.NameIdentifier) ?? identity.FindFirst(Subject) ?? identity.FindFirst(identity.NameClaimType))
            is { } subject ? $"{subject.Issuer}:{subject.Value}" : $"{identity.AuthenticationType}:";
}

internal static class CallerExtensions
{
    /// <summary>Returns the caller of the request.</summary>
    public static Caller Caller(this HttpContext context) => Security.Caller.Of(context.User);
}
