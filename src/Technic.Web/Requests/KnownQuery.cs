using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Scans;
using Technic.Web.OpenApi;

namespace Technic.Web.Requests;

/// <summary>
/// Rejects query parameters that an endpoint does not have (<see cref="ApiShape"/>), because an ignored one gives a wrong result, e.g.
/// <c>top</c> in the query of a request whose fields are in the body.
/// </summary>
internal static class KnownQuery
{
    public static RouteGroupBuilder RejectUnknownParameters(this RouteGroupBuilder group) => group.AddEndpointFilter(CheckAsync);

    /// <exception cref="ScanRequestException">A parameter is unknown.</exception>
    private static ValueTask<object?> CheckAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        if (call.HttpContext.Request.Query is { Count: > 0 } query)
        {
            var shape = call.HttpContext.GetEndpoint()?.Metadata.GetMetadata<ApiShape>() ?? new ApiShape();
            FieldReader.RequireKnown(
                query.Keys, [.. shape.Query.Where(field => field.InQuery), .. shape.IsTable ? [RequestedFormat.Field] : (ScanField[])[]]);
        }
        return next(call);
    }
}
