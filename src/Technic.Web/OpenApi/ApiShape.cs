using Microsoft.AspNetCore.Builder;
using Technic.Web.Answers;
using Technic.Web.Requests;

namespace Technic.Web.OpenApi;

/// <summary>What an endpoint takes and gives, for the API's description.</summary>
/// <param name="Answer">The name of the answer's shape (<see cref="Shapes"/>); <c>null</c> for an answer without content.</param>
/// <param name="ContentType">The answer's media type.</param>
internal sealed record ApiShape(string? Answer, string ContentType = JsonAnswer.ContentType)
{
    /// <summary>The name of the body's shape; <c>null</c> without a body.</summary>
    public string? Body { get; init; }

    /// <summary>The name of the shape of an answer that comes before the work is done; <c>null</c> where there is none.</summary>
    public string? Accepted { get; init; }

    /// <summary>The parts of the address that vary, with their meaning.</summary>
    public IReadOnlyList<(string Name, string Meaning)> Path { get; init; } = [];

    /// <summary>The fields that may stand in the query.</summary>
    public IReadOnlyList<ScanField> Query { get; init; } = [];
}

internal static class ApiShapes
{
    public static TBuilder Describe<TBuilder>(this TBuilder endpoint, ApiShape shape) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(shape);
}
