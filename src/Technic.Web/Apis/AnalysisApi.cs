using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Responses;
using Technic.Web.Wire;

namespace Technic.Web.Apis;

/// <summary><c>/api/analysis</c>: the full analysis of one symbol.</summary>
internal static class AnalysisApi
{
    public static void MapAnalysis(this IEndpointRouteBuilder api) =>
        api.MapGet($"/analysis/{{{RequestedHistory.Symbol}}}", GetAsync).WithName("getAnalysis").WithTags("Histories")
            .WithSummary("Get everything about a symbol.")
            .WithDescription("The history with its indicators at every bar, the row with the trade plan, and the rules of the rating.")
            .Describe(new ApiShape(Shapes.Analysis) {
                Path = [PathParameter.Symbol], Query = RequestedRow.Fields })
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> GetAsync(
        RequestedRow requested, IScanEngine engine, MarketClock clock, TechnicWebOptions options, CancellationToken cancellationToken)
    {
        var rated = await engine.GetRatedHistoryAsync(requested.Key, requested.Adjust, clock, cancellationToken).ConfigureAwait(false);
        return await HistoryProblem.OfAsync(requested.Key, rated.Lookup, engine, cancellationToken).ConfigureAwait(false) is { } problem
            ? new ProblemResult(problem)
            : new JsonResponse(json => AnalysisJson.Write(json, rated, requested.Risk, options.MethodsOrBuiltIn));
    }
}
