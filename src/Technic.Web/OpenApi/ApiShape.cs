using Microsoft.AspNetCore.Builder;
using Technic.Web.Requests;
using Technic.Web.Responses;

namespace Technic.Web.OpenApi;

/// <summary>
/// The parameters of an endpoint, and what a function reads or writes of its body and response, for the OpenAPI document. Documents that
/// are records are described by <c>Produces</c>.
/// </summary>
/// <param name="Answer">The name of the response schema (<see cref="Shapes"/>); <c>null</c> for a response that is a record.</param>
/// <param name="ContentType">The media type of the response.</param>
internal sealed record ApiShape(string? Answer = null, string ContentType = JsonResponse.ContentType)
{
    /// <summary>The name of the body schema; <c>null</c> for none.</summary>
    public string? Body { get; init; }

    /// <summary>The path parameters.</summary>
    public IReadOnlyList<PathParameter> Path { get; init; } = [];

    /// <summary>Whether the response is also available in the formats of a table, by <see cref="RequestedFormat"/>.</summary>
    public bool IsTable { get; init; }

    /// <summary>The query parameters.</summary>
    public IReadOnlyList<ScanField> Query { get; init; } = [];
}

/// <summary>A parameter in the path of an endpoint, for the OpenAPI document.</summary>
internal sealed record PathParameter(string Name, string Meaning, string Example)
{
    /// <summary>The ticker of the endpoints of one symbol.</summary>
    public static PathParameter Symbol { get; } = new(RequestedHistory.Symbol, "The ticker, e.g. AAPL or BRK.B.", "AAPL");

    /// <summary>The id of a scan or a study.</summary>
    public static PathParameter IdFrom(string operation) =>
        new("id", $"The id, as returned by {operation}.", "5f0c7a1e9b3d42688ac01e74");
}

internal static class ApiShapes
{
    public static TBuilder Describe<TBuilder>(this TBuilder endpoint, ApiShape shape) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(shape);
}
