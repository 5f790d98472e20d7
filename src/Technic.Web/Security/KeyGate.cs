using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Technic.Web.Problems;

namespace Technic.Web.Security;

/// <summary>
/// Lets a request through whose key allows what it asks for. Without keys everybody is the owner, which is why such a server serves this
/// machine alone.
/// </summary>
internal sealed partial class KeyGate(RequestDelegate next, TechnicWebOptions options, WrongKeys wrongKeys, ILogger<KeyGate> logger)
{
    private static readonly Problem Missing = new(
        StatusCodes.Status401Unauthorized, "A key is needed",
        $"This server needs an API key: send it as {GivenKey.Header} or as a bearer token ('technic --server' sends TECHNIC_API_KEY).");

    private static readonly Problem Wrong = Missing with { Title = "Unknown key", Sentence = "The API key is none of this server's." };

    private static readonly Problem TooManyWrong = new(
        StatusCodes.Status429TooManyRequests, "Too many wrong keys", "Too many wrong keys came from this address; try again in a minute.")
    {
        RetryAfter = TimeSpan.FromMinutes(1),
    };

    public Task InvokeAsync(HttpContext context)
    {
        if (options.Keys.IsEmpty) return EnterAsync(context, Caller.Owner);
        var access = Access.To(context);
        if (GivenKey.Of(context, access.KeyInQuery) is { } secret)
        {
            if (options.Keys.Find(secret) is not { } key) return RefuseAsync(context, wrongKeys.May(context.Connection.RemoteIpAddress) ? Wrong : TooManyWrong);
            return key.Role >= (access.Role ?? ApiRole.Read) ? EnterAsync(context, Caller.Of(key)) : ForbidAsync(context, key);
        }
        return access.Role is null ? EnterAsync(context, Caller.Nobody) : RefuseAsync(context, Missing);
    }

    private Task EnterAsync(HttpContext context, Caller caller)
    {
        caller.Enter(context);
        return next(context);
    }

    private Task RefuseAsync(HttpContext context, Problem problem)
    {
        LogRefused(problem.Title, context.Connection.RemoteIpAddress?.ToString() ?? "a local socket");
        // A person's browser asks for the key itself; a program, and a page's own script, are told.
        context.Response.Headers.WWWAuthenticate = IsNavigation(context.Request) ? "Basic realm=\"Technic\", charset=\"UTF-8\"" : "Bearer realm=\"Technic\"";
        return problem.AnswerAsync(context);
    }

    private Task ForbidAsync(HttpContext context, ApiKey key)
    {
        LogForbidden(key.Name);
        return Problem.Forbidden($"The key '{key.Name}' may read; this needs a key that may operate.").AnswerAsync(context);
    }

    private static bool IsNavigation(HttpRequest request) =>
        request.Headers["Sec-Fetch-Mode"] is [{ } mode]
            ? mode == "navigate"
            : request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request from {Address} refused: {Problem}")]
    private partial void LogRefused(string problem, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request refused: the key {Key} may not operate")]
    private partial void LogForbidden(string key);
}
