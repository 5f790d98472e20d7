using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Technic.Web.Problems;

namespace Technic.Web.Security;

/// <summary>
/// Authenticates and authorizes requests by API key. Without API keys every caller is the owner; such a server listens on loopback
/// addresses only.
/// </summary>
internal sealed partial class ApiKeyMiddleware(
    RequestDelegate next, TechnicWebOptions options, FailedKeyLimiter failedKeys, ILogger<ApiKeyMiddleware> logger)
{
    private static readonly Problem Missing = new(
        StatusCodes.Status401Unauthorized, "API key required",
        $"API key required: send it as {RequestKey.Header} or as a bearer token. 'technic --server' reads it from TECHNIC_API_KEY.");

    private static readonly Problem Invalid = Missing with { Title = "Invalid API key", Detail = "Invalid API key." };

    private static readonly Problem TooManyInvalid = new(
        StatusCodes.Status429TooManyRequests, "Too many invalid API keys",
        "Too many invalid API keys from this address. Try again in one minute.")
    {
        RetryAfter = TimeSpan.FromMinutes(1),
    };

    public Task InvokeAsync(HttpContext context)
    {
        if (options.Keys.IsEmpty) return ContinueAsync(context, Caller.Owner);
        var access = Access.To(context);
        if (RequestKey.Of(context, access.KeyInQuery) is { } secret)
        {
            if (options.Keys.Find(secret) is not { } key)
                return RejectAsync(context, failedKeys.TryAcquire(context.Connection.RemoteIpAddress) ? Invalid : TooManyInvalid);
            return key.Role >= (access.Role ?? ApiRole.Read) ? ContinueAsync(context, Caller.Of(key)) : ForbidAsync(context, key);
        }
        return access.Role is null ? ContinueAsync(context, Caller.Anonymous) : RejectAsync(context, Missing);
    }

    private Task ContinueAsync(HttpContext context, Caller caller)
    {
        caller.SetUser(context);
        return next(context);
    }

    private Task RejectAsync(HttpContext context, Problem problem)
    {
        LogRejected(problem.Title, context.Connection.RemoteIpAddress?.ToString() ?? "a local socket");
        // Basic makes a browser prompt for the key. Scripts and other clients get Bearer.
        context.Response.Headers.WWWAuthenticate =
            IsNavigation(context.Request) ? "Basic realm=\"Technic\", charset=\"UTF-8\"" : "Bearer realm=\"Technic\"";
        return problem.AnswerAsync(context);
    }

    private Task ForbidAsync(HttpContext context, ApiKey key)
    {
        LogForbidden(key.Name);
        return Problem.Forbidden($"Key '{key.Name}' is read-only; role 'operate' required.").AnswerAsync(context);
    }

    private static bool IsNavigation(HttpRequest request) =>
        request.Headers["Sec-Fetch-Mode"] is [{ } mode]
            ? mode == "navigate"
            : request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request from {Address} rejected: {Problem}")]
    private partial void LogRejected(string problem, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request rejected: key {Key} is read-only")]
    private partial void LogForbidden(string key);
}
