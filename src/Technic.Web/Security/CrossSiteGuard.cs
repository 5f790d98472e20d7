using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Technic.Web.Problems;

namespace Technic.Web.Security;

/// <summary>
/// Rejects cross-site requests of browsers, by their Origin and Sec-Fetch headers, and DNS rebinding, by the Host header. Other clients do
/// not send these headers and are not affected. The pages of <see cref="TechnicWebOptions.Origins"/> may use the API.
/// </summary>
internal sealed partial class CrossSiteGuard(RequestDelegate next, TechnicWebOptions options, ILogger<CrossSiteGuard> logger)
{
    private const string CrossSite = "Cross-site requests are not allowed.";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (Violation(context.Connection.LocalIpAddress, request) is not { } violation) return next(context);
        LogRejected(violation);
        return Problem.Forbidden(violation).AnswerAsync(context);
    }

    private string? Violation(IPAddress? local, HttpRequest request)
    {
        if (local is not null && IPAddress.IsLoopback(local) && !IsAllowedHost(request.Host.Host))
            return "The Host header does not match this server.";
        if (Addresses.IsApi(request.Path) && CrossOriginAccess.IsAllowed(request, options)) return null;
        if (request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"] && !IsLink(request)) return CrossSite;
        if (request.Headers.Origin is [{ } origin] && origin != $"{request.Scheme}://{request.Host}") return CrossSite;
        return null;
    }

    // Links from other sites to a page are allowed: the other site cannot read the page.
    private static bool IsLink(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"] is ["navigate"] && request.Headers["Sec-Fetch-Dest"] is ["document"]
        && !Addresses.IsApi(request.Path);

    private bool IsAllowedHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))
        || options.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request rejected: {Reason}")]
    private partial void LogRejected(string reason);
}
