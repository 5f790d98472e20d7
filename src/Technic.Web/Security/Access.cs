using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Technic.Web.Security;

/// <summary>
/// The access rule of an endpoint. <c>AllowAnonymous</c> allows anonymous access. By default, GET and HEAD require the role read, all other
/// methods require the role operate.
/// </summary>
/// <param name="Role">The required role; <c>null</c> for anonymous access.</param>
/// <param name="KeyInQuery">Whether the API key can be in the query as <c>apiKey</c>.</param>
internal sealed record Access(ApiRole? Role, bool KeyInQuery = false)
{
    /// <summary>Returns the access rule of the request's endpoint.</summary>
    public static Access To(HttpContext context)
    {
        var endpoint = context.GetEndpoint()?.Metadata;
        if (endpoint?.GetMetadata<Access>() is { } access) return access;
        if (endpoint?.GetMetadata<IAllowAnonymous>() is not null) return new Access(Role: null);
        var isReading = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return new Access(isReading ? ApiRole.Read : ApiRole.Operate);
    }
}

/// <summary>Sets the access rules of endpoints.</summary>
public static class EndpointAccess
{
    /// <summary>Allows anonymous access.</summary>
    public static TBuilder ForAnybody<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Access(null));

    /// <summary>Requires the role read for all methods.</summary>
    public static TBuilder ForReaders<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Access(ApiRole.Read));

    /// <summary>Requires the role operate.</summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Access(ApiRole.Operate));

    /// <summary>Requires the role read. The API key can also be in the query.</summary>
    internal static TBuilder ForReadersWithQueryKey<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Access(ApiRole.Read, KeyInQuery: true));
}
