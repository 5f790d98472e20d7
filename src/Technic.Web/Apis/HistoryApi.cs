using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Core.Reports;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Responses;

namespace Technic.Web.Apis;

/// <summary><c>/api/history</c>: the price history of one symbol.</summary>
internal static class HistoryApi
{
    public static void MapHistory(this IEndpointRouteBuilder api) =>
        api.MapGet($"/history/{{{RequestedHistory.Symbol}}}", GetAsync).WithName("getHistory").WithTags("Histories")
            .WithSummary("Get the bars of a symbol.")
            .WithDescription("Adjusted for splits unless adjust says otherwise. With If-None-Match, the response is 304 for the same bars.")
            .Describe(new ApiShape(Shapes.History) {
                Path = [PathParameter.Symbol], Query = ScanFields.History, IsTable = true })
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> GetAsync(
        RequestedHistory requested, RequestedFormat format, IScanEngine engine, HttpContext context)
    {
        var lookup = await engine.GetHistoryAsync(requested.Key, requested.Adjust, context.RequestAborted).ConfigureAwait(false);
        if (await HistoryProblem.OfAsync(requested.Key, lookup, engine, context.RequestAborted).ConfigureAwait(false)
            is { } problem) return new ProblemResult(problem);
        var tag = HistoryTag.Of(lookup, requested.Adjust, format.Table);
        tag.AddTo(context.Response);
        if (tag.Matches(context.Request)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        return format.Table is { } table
            ? new TableResponse(HistoryTable.Of(lookup.History!, lookup, requested.Adjust), table)
            : new JsonResponse(json => HistoryReport.WriteJson(json, lookup.History!, lookup, requested.Adjust));
    }
}
