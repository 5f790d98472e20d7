using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Technic.Web.Security;

/// <summary>
/// Who may use an endpoint. An endpoint that does not say is read by those who may read and changes something by those who may operate.
/// </summary>
/// <param name="Role">The least role that is needed; <c>null</c> for anybody, without a key.</param>
/// <param name="KeyInQuery">Whether the key may stand in the query as <c>apiKey</c>.</param>
internal sealed record Access(ApiRole? Role, bool KeyInQuery = false)
{
    /// <summary>The access that an endpoint asks for.</summary>
    public static Access To(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Access>()
        ?? new Access(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? ApiRole.Read : ApiRole.Operate);
}

/// <summary>Says who may use an endpoint.</summary>
public static class EndpointAccess
{
    /// <summary>For everybody, without a key.</summary>
    public static TBuilder ForAnybody<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Access(null));

    /// <summary>For keys that may read, whatever the method.</summary>
    public static TBuilder ForReaders<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Access(ApiRole.Read));

    /// <summary>For keys that may operate.</summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Access(ApiRole.Operate));

    /// <summary>For keys that may read, which may stand in the query as well, where clients of another service put them.</summary>
    internal static TBuilder ForReadersWithQueryKey<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Access(ApiRole.Read, KeyInQuery: true));
}
