using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Core.Plans;
using Technic.Core.Rating;
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
            .Describe(new ApiShape(Shapes.ExplainedRow) {
                Path = [(RequestedHistory.Symbol, "The ticker, e.g. AAPL or BRK.B.")], Query = RequestedRow.Fields })
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> GetAsync(RequestedRow requested, IScanEngine engine, CancellationToken cancellationToken)
    {
        var lookup = await engine.GetHistoryAsync(requested.Key, requested.Adjust, cancellationToken).ConfigureAwait(false);
        if (await HistoryProblem.OfAsync(requested.Key, lookup, engine, cancellationToken).ConfigureAwait(false)
            is { } problem) return new ProblemResult(problem);
        var row = SymbolEvaluator.Evaluate(lookup.History!);
        return new JsonResponse(json => ExplainedRowJson.Write(json, row, TradePlanner.Plan(row, requested.Risk), lookup));
    }
}
