using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Technic.Web.Security;

/// <summary>The caller of a request.</summary>
/// <param name="Name">The name of the API key; <c>null</c> on a server without API keys, where every caller is the owner.</param>
/// <param name="Role">The role of the caller.</param>
internal sealed record Caller(string? Name, ApiRole Role)
{
    private const string Scheme = "ApiKey";

    public static Caller Owner { get; } = new(null, ApiRole.Operate);

    /// <summary>A caller without an API key.</summary>
    public static Caller Anonymous { get; } = new("", ApiRole.Read);

    public static Caller Of(ApiKey key) => new(key.Name, key.Role);

    /// <summary>Whether the caller can read and cancel a scan of an owner.</summary>
    public bool CanAccess(string? owner) => Role == ApiRole.Operate || owner == Name;

    /// <summary>Sets the user of the request. The role <c>Operate</c> includes <c>Read</c>.</summary>
    public void SetUser(HttpContext context)
    {
        context.Features.Set(this);
        var roles = Enum.GetValues<ApiRole>().Where(role => role <= Role).Select(role => new Claim(ClaimTypes.Role, role.ToString()));
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, Name ?? "owner"), .. roles], Scheme));
    }
}

internal static class CallerExtensions
{
    /// <summary>Returns the caller of the request.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The request has no caller: ApiKeyMiddleware did not run.");
}
