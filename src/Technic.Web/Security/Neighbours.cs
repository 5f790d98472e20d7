using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Technic.Web.Problems;

namespace Technic.Web.Security;

/// <summary>
/// Keeps the pages of other web sites, which a person's browser may be made to open, from using this person's server. A browser says where
/// a request comes
/// from, and a page that has had its name pointed at the loopback interface (DNS rebinding) still sends that name. Programs other than
/// browsers say nothing and pass.
/// </summary>
internal sealed partial class Neighbours(RequestDelegate next, TechnicWebOptions options, ILogger<Neighbours> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (ComplaintAbout(context.Connection.LocalIpAddress, request) is not { } complaint) return next(context);
        LogRefused(complaint);
        return Problem.Forbidden(complaint).AnswerAsync(context);
    }

    private string? ComplaintAbout(IPAddress? local, HttpRequest request)
    {
        if (local is not null && IPAddress.IsLoopback(local) && !IsOurs(request.Host.Host)) return "The address names another host than this server is.";
        if (request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"] && !IsLink(request)) return "The request comes from a page of another site.";
        if (request.Headers.Origin is [{ } origin] && origin != $"{request.Scheme}://{request.Host}") return "The request comes from a page of another site.";
        return null;
    }

    // A person may follow a link that another site shows, and then sees our page in a window that the other site cannot look into.
    private static bool IsLink(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"] is ["navigate"] && request.Headers["Sec-Fetch-Dest"] is ["document"]
        && !Addresses.AreOfPrograms(request.Path);

    private bool IsOurs(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))
        || options.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request refused: {Complaint}")]
    private partial void LogRefused(string complaint);
}
