using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Technic.Web.Problems;

namespace Technic.Web.Security;

/// <summary>Answers requests that are not authorized with a problem document.</summary>
internal sealed partial class AccessProblems(AcceptedSchemes schemes, FailedKeyLimiter failedKeys, ILogger<AccessProblems> logger)
    : IAuthorizationMiddlewareResultHandler
{
    private static readonly Problem Missing = new(
        StatusCodes.Status401Unauthorized, "API key required",
        $"API key required: send it as {RequestKey.Header} or as a bearer token. 'technic --server' reads it from TECHNIC_API_KEY.");

    private static readonly Problem MissingAny = new(
        StatusCodes.Status401Unauthorized, "Authentication required",
        $"Authentication required: send an API key as {RequestKey.Header}, or an access token of this server's identity provider.");

    private static readonly Problem Invalid = Missing with { Title = "Invalid API key", Detail = "Invalid API key." };

    private static readonly Problem InvalidAny = Missing with
    {
        Title = "Invalid credentials", Detail = "Invalid API key or access token.",
    };

    private static readonly Problem TooManyInvalid = new(
        StatusCodes.Status429TooManyRequests, "Too many invalid API keys",
        "Too many invalid API keys from this address. Try again in one minute.")
    {
        RetryAfter = TimeSpan.FromMinutes(1),
    };

    private readonly AuthorizationMiddlewareResultHandler _schemes = new();

    public async Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        // Continues an authorized request. Otherwise the schemes set the status and WWW-Authenticate; one of the host can answer itself,
        // e.g. with a redirect to its sign-in page.
        await _schemes.HandleAsync(next, context, policy, authorizeResult).ConfigureAwait(false);
        if (authorizeResult.Succeeded || context.Response.HasStarted) return;
        var problem = context.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => await UnauthenticatedAsync(context).ConfigureAwait(false),
            StatusCodes.Status403Forbidden => Forbidden(context, policy),
            _ => null,
        };
        if (problem is not null) await problem.AnswerAsync(context).ConfigureAwait(false);
    }

    private async Task<Problem> UnauthenticatedAsync(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        var attempt = await context.AuthenticateAsync(ApiKeyAuthentication.SchemeName).ConfigureAwait(false);
        var isInvalid = attempt.Failure is not null || (schemes.HasOthers && context.Request.Headers.Authorization.Count > 0);
        var problem = !isInvalid ? schemes.HasOthers ? MissingAny : Missing
            : !failedKeys.TryAcquire(address) ? TooManyInvalid
            : schemes.HasOthers ? InvalidAny : Invalid;
        LogRejected(problem.Title, address?.ToString() ?? "a local socket");
        return problem;
    }

    private Problem Forbidden(HttpContext context, AuthorizationPolicy policy)
    {
        var caller = context.Caller();
        var required = policy.Requirements.OfType<RoleRequirement>().Select(role => role.RoleFor(context.Request)).DefaultIfEmpty().Max();
        LogForbidden(caller.Name, required);
        return Problem.Forbidden(context.User.Identity?.AuthenticationType == ApiKeyAuthentication.SchemeName
            ? $"Key '{caller.Name}' is read-only; role 'operate' required."
            : $"The access token does not have the role '{required.Word()}'.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request from {Address} rejected: {Problem}")]
    private partial void LogRejected(string problem, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request of {Caller} rejected: it requires the role {Role}")]
    private partial void LogForbidden(string? caller, ApiRole role);
}
