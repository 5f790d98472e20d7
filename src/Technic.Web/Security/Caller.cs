using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Technic.Web.Security;

/// <summary>Who makes a request.</summary>
/// <param name="Name">The name of the key; <c>null</c> on a server without keys, where everybody is the owner.</param>
/// <param name="Role">What the caller may do.</param>
internal sealed record Caller(string? Name, ApiRole Role)
{
    private const string Scheme = "ApiKey";

    public static Caller Owner { get; } = new(null, ApiRole.Operate);

    /// <summary>A caller who shows no key where one is needed, and who may see what everybody may.</summary>
    public static Caller Nobody { get; } = new("", ApiRole.Read);

    public static Caller Of(ApiKey key) => new(key.Name, key.Role);

    /// <summary>Whether something that a caller began is this caller's to see and to end.</summary>
    public bool MayTouch(string? owner) => Role == ApiRole.Operate || owner == Name;

    /// <summary>Makes it the request's user; roles are <c>Read</c> and <c>Operate</c>, and who may operate may read.</summary>
    public void Enter(HttpContext context)
    {
        context.Features.Set(this);
        var roles = Enum.GetValues<ApiRole>().Where(role => role <= Role).Select(role => new Claim(ClaimTypes.Role, role.ToString()));
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, Name ?? "owner"), .. roles], Scheme));
    }
}

internal static class Callers
{
    /// <summary>Who makes the request.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The request has not passed the gate.");
}
