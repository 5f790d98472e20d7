using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Technic.Web.Security;

/// <summary>
/// Authenticates requests by API key. On an open server (<see cref="AcceptedSchemes.IsOpen"/>) every caller is the owner.
/// </summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, TechnicWebOptions web,
    AcceptedSchemes schemes)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiKey";

    private const string Bearer = "Bearer realm=\"Technic\"", Basic = "Basic realm=\"Technic\", charset=\"UTF-8\"";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        // Basic makes a browser prompt for the key. Scripts and other clients get Bearer.
        Response.Headers.Append(HeaderNames.WWWAuthenticate, IsNavigation(Request) ? Basic : Bearer);
        return Task.CompletedTask;
    }

    private AuthenticateResult Authenticate()
    {
        if (schemes.IsOpen) return Success(Caller.Owner);
        var inQuery = Context.GetEndpoint()?.Metadata.GetMetadata<QueryKeyAllowed>() is not null;
        if (RequestKey.Of(Context, inQuery) is not { } secret) return AuthenticateResult.NoResult();
        return web.Keys.Find(secret) is { } key ? Success(Caller.Of(key)) : AuthenticateResult.Fail("Invalid API key.");
    }

    private static AuthenticateResult Success(Caller caller) =>
        AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(SchemeName), SchemeName));

    private static bool IsNavigation(HttpRequest request) =>
        request.Headers["Sec-Fetch-Mode"] is [{ } mode]
            ? mode == "navigate"
            : request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
