using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Technic.Web.Security;

/// <summary>
/// Cross-origin requests of the allowed web sites to the API (CORS). API keys are sent as headers; cookies are not used.
/// Source: https://fetch.spec.whatwg.org/#http-cors-protocol.
/// </summary>
internal static class CrossOriginAccess
{
    // A page can read only these and the basic ones.
    private static readonly string[] ReadableHeaders = [HeaderNames.ETag, HeaderNames.Location, HeaderNames.RetryAfter];

    public static void Configure(CorsPolicyBuilder policy, TechnicWebOptions options) => policy
        .WithOrigins([.. options.Origins])
        .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete)
        .AllowAnyHeader()
        .WithExposedHeaders(ReadableHeaders)
        .SetPreflightMaxAge(TimeSpan.FromHours(1));

    /// <summary>Whether the request comes from a page of an allowed web site.</summary>
    public static bool IsAllowed(HttpRequest request, TechnicWebOptions options) =>
        request.Headers.Origin is [{ } origin] && options.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase);
}
