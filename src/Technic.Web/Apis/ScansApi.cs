using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Reporting;
using Technic.Core.Scanning;
using Technic.Web.Answers;
using Technic.Web.OpenApi;
using Technic.Web.Requests;
using Technic.Web.Wire;

namespace Technic.Web.Apis;

/// <summary><c>/api/scans</c>: scans, whole or while they run.</summary>
internal static class ScansApi
{
    public static void MapScans(this IEndpointRouteBuilder api)
    {
        var scans = api.MapGroup("/scans").WithTags("Scans").RequireRateLimiting(Limits.Scans)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status502BadGateway).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        scans.MapPost("/", RunAsync).WithName("runScan")
            .WithSummary("Scan, and answer with the result.")
            .Describe(new ApiShape(Shapes.Run) { Body = Shapes.Scan });
        scans.MapGet("/stream", Stream).WithName("streamScan")
            .WithSummary("Scan, and tell of it while it runs, as server-sent events: started, planned, progress, rows, completed, problem.")
            .Describe(new ApiShape(Shapes.Events, ScanStream.ContentType) { Query = ScanFields.All });
        scans.MapPost("/stream", Stream).WithName("streamScanOfBody")
            .WithSummary("The same stream for a request that no address can hold, such as one with a universe.")
            .Describe(new ApiShape(Shapes.Events, ScanStream.ContentType) { Body = Shapes.Scan });
    }

    private static async Task<JsonAnswer> RunAsync(RequestedScan requested, IScanEngine engine, HttpContext context)
    {
        using var ending = Ending.Of(context);
        var result = await engine.ScanToEndAsync(requested.Scan with { StreamRows = false }, ending.Token).ConfigureAwait(false);
        var statistics = await engine.GetStatisticsAsync(ending.Token).ConfigureAwait(false);
        return new JsonAnswer(json => RunJson.Write(json, new MeasuredScan(result, statistics)));
    }

    private static ScanStream Stream(RequestedScan requested, IScanEngine engine) => new(requested.Scan, engine);
}
