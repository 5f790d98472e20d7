using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Web.Problems;
using Technic.Web.Responses;
using Technic.Web.Wire;

namespace Technic.Web.Apis;

/// <summary><c>/api/engine</c>: the processes of the engine.</summary>
internal static class EngineApi
{
    public static void MapEngine(this IEndpointRouteBuilder api) =>
        api.MapGet("/engine", GetAsync).WithName("getEngine").WithTags("Engine")
            .WithSummary("Get the processes of the engine.")
            .WithDescription("One process, or the silos of a cluster, with their activations, statistics and write queues.")
            .Produces<EngineDocument>()
            .ProducesProblem(StatusCodes.Status501NotImplemented).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> GetAsync(IScanEngine engine, CancellationToken cancellationToken)
    {
        if (engine is not IEngineStatusSource source) return new ProblemResult(NotSupported);
        var status = await source.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        return JsonResponse.Of(EngineDocument.Of(status), WireContext.Default.EngineDocument);
    }

    private static Problem NotSupported =>
        new(StatusCodes.Status501NotImplemented, "Not supported", "This engine does not report its processes.");
}
