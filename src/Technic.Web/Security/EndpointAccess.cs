using Microsoft.AspNetCore.Builder;

namespace Technic.Web.Security;

/// <summary>
/// Sets the access rules of endpoints. Without a rule, GET and HEAD require the role read, all other methods require the role operate.
/// </summary>
public static class EndpointAccess
{
    /// <summary>Allows anonymous access.</summary>
    public static TBuilder ForAnybody<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.AllowAnonymous();

    /// <summary>Requires the role read for all methods.</summary>
    public static TBuilder ForReaders<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(RolePolicies.Read);

    /// <summary>Requires the role operate.</summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(RolePolicies.Operate);

    /// <summary>Requires the role read. The API key can also be in the query.</summary>
    internal static TBuilder ForReadersWithQueryKey<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.ForReaders().WithMetadata(QueryKeyAllowed.Instance);
}

/// <summary>Metadata of an endpoint that accepts an API key in the query (<see cref="QueryKey"/>).</summary>
internal sealed class QueryKeyAllowed
{
    private QueryKeyAllowed()
    {
    }

    public static QueryKeyAllowed Instance { get; } = new();
}
