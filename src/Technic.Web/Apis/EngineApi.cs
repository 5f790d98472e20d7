using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Core.Reports;
using Technic.Web.Answers;
using Technic.Web.OpenApi;
using Technic.Web.Problems;

namespace Technic.Web.Apis;

/// <summary><c>/api/engine</c>: the processes behind the server.</summary>
internal static class EngineApi
{
    public static void MapEngine(this IEndpointRouteBuilder api) =>
        api.MapGet("/engine", GetAsync).WithName("getEngine").WithTags("Engine")
            .WithSummary("The processes that the engine runs in, what each of them serves, and the queue in front of its store.")
            .Describe(new ApiShape(Shapes.Engine))
            .ProducesProblem(StatusCodes.Status501NotImplemented).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> GetAsync(IScanEngine engine, CancellationToken cancellationToken)
    {
        if (engine is not IEngineStatusSource source) return new ProblemResult(Untold);
        var status = await source.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        return new JsonAnswer(json => EngineReport.WriteJson(json, status));
    }

    private static Problem Untold => new(StatusCodes.Status501NotImplemented, "Not told", "The engine behind this server does not tell of its processes.");
}
