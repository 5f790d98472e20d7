using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Technic.Web.Security;

/// <summary>
/// The authorization policies of the endpoints. Each accepts every scheme of <see cref="AcceptedSchemes"/> and requires a role
/// (<see cref="ApiRole"/>) of the caller.
/// </summary>
internal static class RolePolicies
{
    public const string Read = "technic.read";

    public const string Operate = "technic.operate";

    /// <summary>Adds authentication by API key, and the policies.</summary>
    public static IServiceCollection AddRolePolicies(this IServiceCollection services)
    {
        services.AddSingleton<AcceptedSchemes>().AddSingleton<FailedKeyLimiter>()
            .AddSingleton<IAuthorizationMiddlewareResultHandler, AccessProblems>();
        // Not AddAuthentication: it also stores keys for cookies on disk, which API keys do not need. A host that adds a scheme calls it.
        services.AddAuthenticationCore().AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, configureOptions: null);
        services.AddAuthorization();
        services.AddOptions<AuthorizationOptions>().Configure<AcceptedSchemes>(Configure);
        return services;
    }

    private static void Configure(AuthorizationOptions authorization, AcceptedSchemes schemes)
    {
        authorization.AddPolicy(Read, For(ApiRole.Read));
        authorization.AddPolicy(Operate, For(ApiRole.Operate));
        // The fallback covers endpoints without a rule, and paths without an endpoint.
        authorization.FallbackPolicy = authorization.DefaultPolicy = For(role: null);

        AuthorizationPolicy For(ApiRole? role) => new([new RoleRequirement(role)], schemes.Names);
    }
}

/// <summary>Requires a role; the role operate includes read.</summary>
/// <param name="role">The role; <c>null</c> for read with GET and HEAD, and operate with all other methods.</param>
internal sealed class RoleRequirement(ApiRole? role) : AuthorizationHandler<RoleRequirement>, IAuthorizationRequirement
{
    /// <summary>The role that a request requires.</summary>
    public ApiRole RoleFor(HttpRequest request) =>
        role ?? (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) ? ApiRole.Read : ApiRole.Operate);

    /// <summary>For the log of the framework.</summary>
    public override string ToString() => role is { } required ? $"role {required.Word()}" : "role read, or operate to change something";

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        if (context.Resource is HttpContext http && Caller.RoleOf(context.User) >= requirement.RoleFor(http.Request))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
