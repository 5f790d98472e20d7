using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Technic.ServiceDefaults;

/// <summary>Authenticates requests by access tokens.</summary>
public static class AccessTokenAuthentication
{
    // The users of a token have this role claim and no other, whatever the claims of the token are named.
    private const string Role = "technic:role";

    private static readonly TimeSpan ProviderLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds a scheme that accepts the tokens. Their users have role claims with the values <c>read</c> and <c>operate</c>. The keys of the
    /// provider are requested with the first token. Lifetimes are those of the registered <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="tokens">The tokens; <c>null</c> adds nothing.</param>
    public static IServiceCollection AddAccessTokens(this IServiceCollection services, AccessTokens? tokens)
    {
        if (tokens is null) return services;
        // AddAuthentication stores keys for cookies, which tokens do not need, on disk.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthentication().AddJwtBearer(bearer => Configure(bearer, tokens));
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<TimeProvider>(UseTime);
        return services;
    }

    private static void UseTime(JwtBearerOptions bearer, TimeProvider time) =>
        bearer.TokenValidationParameters.LifetimeValidator = (start, end, _, parameters) =>
        {
            var (now, skew) = (time.GetUtcNow().UtcDateTime, parameters.ClockSkew);
            return end is { } last && now < last + skew && !(now + skew < start);
        };

    private static void Configure(JwtBearerOptions bearer, AccessTokens tokens)
    {
        bearer.Authority = tokens.Authority.AbsoluteUri;
        bearer.Audience = tokens.Audience;
        bearer.RequireHttpsMetadata = tokens.Authority.Scheme == Uri.UriSchemeHttps;
        bearer.BackchannelTimeout = ProviderLimit;
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters.RoleClaimType = Role;
        bearer.Events = new JwtBearerEvents
        {
            OnMessageReceived = IgnoreOthers,
            OnTokenValidated = context => SetRoles(context, tokens),
            OnAuthenticationFailed = ReportProvider,
        };
    }

    /// <summary>A bearer token can also be an API key, which must work while the provider does not.</summary>
    private static Task IgnoreOthers(MessageReceivedContext context)
    {
        if (context.Request.Headers.Authorization.ToString().Count(character => character == '.') != 2) context.NoResult();
        return Task.CompletedTask;
    }

    private static Task SetRoles(TokenValidatedContext context, AccessTokens tokens)
    {
        var identity = (ClaimsIdentity)context.Principal!.Identity!;
        foreach (var claim in identity.FindAll(Role).ToArray()) identity.RemoveClaim(claim);
        var values = identity.FindAll(tokens.RoleClaim).SelectMany(claim => claim.Value.Split(' ')).ToHashSet(StringComparer.Ordinal);
        if (values.Contains(tokens.Read)) identity.AddClaim(new Claim(Role, AccessTokens.DefaultRead));
        if (values.Contains(tokens.Operate)) identity.AddClaim(new Claim(Role, AccessTokens.DefaultOperate));
        return Task.CompletedTask;
    }

    /// <summary>A provider that does not respond is not an error of the token.</summary>
    private static async Task ReportProvider(AuthenticationFailedContext context)
    {
        try
        {
            await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted).ConfigureAwait(false);
        }
        catch (InvalidOperationException problem)
        {
            throw new BadHttpRequestException(
                "The identity provider of this server does not respond. Try again later.",
                StatusCodes.Status503ServiceUnavailable, problem);
        }
    }
}
