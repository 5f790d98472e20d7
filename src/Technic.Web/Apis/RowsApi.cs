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

/// <summary><c>/api/rows</c>: the row of one symbol with its rating explained.</summary>
internal static class RowsApi
{
    public static void MapRows(this IEndpointRouteBuilder api) =>
        api.MapGet($"/rows/{{{RequestedHistory.Symbol}}}", GetAsync).WithName("explainRow").WithTags("Scans")
            .WithSummary("Get the row of one symbol, the rules of its rating, and the trade plan.")
            .WithDescription("The row is not ranked: rank and relativeStrength need the other symbols of a scan.")
            .Describe(new ApiShape(Shapes.ExplainedRow) {
                Path = [PathParameter.Symbol], Query = RequestedRow.Fields })
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> GetAsync(
        RequestedRow requested, IScanEngine engine, MarketClock clock, TechnicWebOptions options, CancellationToken cancellationToken)
    {
        var rated = await engine.GetRatedHistoryAsync(requested.Key, requested.Adjust, clock, cancellationToken).ConfigureAwait(false);
        if (await HistoryProblem.OfAsync(requested.Key, rated.Lookup, engine, cancellationToken).ConfigureAwait(false)
            is { } problem) return new ProblemResult(problem);
        var row = rated.RowFor(requested.Risk, options.MethodsOrBuiltIn);
        return new JsonResponse(json => ExplainedRowJson.Write(json, row.Row, row.Plan, rated.Lookup));
    }
}
