using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Web.Answers;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Scans;
using Technic.Web.Security;
using Technic.Web.Wire;

namespace Technic.Web.Apis;

/// <summary><c>/api/scans</c>: scans, whole, while they run, or kept to come back to.</summary>
internal static class ScansApi
{
    private const string Path = "/api/scans";
    private const string LastEventHeader = "Last-Event-ID";
    private const string Async = "respond-async";

    private static readonly (string, string)[] IdInPath = [("id", "The scan's id, as its beginning answered it.")];

    public static void MapScans(this IEndpointRouteBuilder api)
    {
        var scans = api.MapGroup("/scans").WithTags("Scans").ForReaders();
        scans.MapPost("/", RunAsync).WithName("runScan")
            .WithSummary("Scan, and answer with the result; with the header Prefer: respond-async begin a scan that is kept, and answer 202 with its address.")
            .Describe(new ApiShape(Shapes.Run) { Body = Shapes.Scan, Accepted = Shapes.ScanStatus }).ProducesScanProblems();
        scans.MapGet("/stream", Stream).WithName("streamScan")
            .WithSummary("Scan, and tell of it while it runs, as server-sent events: started, planned, progress, rows, completed, problem.")
            .Describe(new ApiShape(Shapes.Events, ScanStream.ContentType) { Query = ScanFields.All }).ProducesScanProblems();
        scans.MapPost("/stream", Stream).WithName("streamScanOfBody")
            .WithSummary("The same stream for a request that no address can hold, such as one with a universe.")
            .Describe(new ApiShape(Shapes.Events, ScanStream.ContentType) { Body = Shapes.Scan }).ProducesScanProblems();

        scans.MapGet("/", List).WithName("listScans")
            .WithSummary("The scans that are kept, the newest first.")
            .Describe(new ApiShape(Shapes.ScanStatuses));
        scans.MapGet("/{id}", Status).WithName("getScan")
            .WithSummary("How far a scan is, and what it was when it has ended.")
            .Describe(new ApiShape(Shapes.ScanStatus) { Path = IdInPath }).ProducesProblem(StatusCodes.Status404NotFound);
        scans.MapGet("/{id}/rows", Rows).WithName("getScanRows")
            .WithSummary("Some of the ranked rows of a scan that has completed.")
            .Describe(new ApiShape(Shapes.RowPage) { Path = IdInPath, Query = RowPage.Fields })
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        scans.MapGet("/{id}/stream", Follow).WithName("followScan")
            .WithSummary("What a scan told and tells, as server-sent events; with the header Last-Event-ID what came after that event.")
            .Describe(new ApiShape(Shapes.Events, ScanStream.ContentType) { Path = IdInPath })
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        scans.MapDelete("/{id}", ForgetAsync).WithName("cancelScan")
            .WithSummary("Cancel a scan if it runs, and forget it.")
            .Describe(new ApiShape(null) { Path = IdInPath })
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> RunAsync(RequestedScan requested, IScanEngine engine, ScanJobs jobs, Permits permits, HttpContext context)
    {
        if (Prefers(context, Async)) return Begin(requested.Scan, jobs, context);
        var scan = requested.Scan with { StreamRows = false };
        using var ending = Ending.Of(context);
        using var permit = permits.TakeScan();
        var result = await engine.ScanToEndAsync(scan, ending.Token).ConfigureAwait(false);
        var statistics = await engine.GetStatisticsAsync(ending.Token).ConfigureAwait(false);
        var advice = jobs.AdviceFor(scan);
        return new JsonAnswer(json => RunJson.Write(json, new MeasuredScan(result, statistics), advice));
    }

    private static JsonAnswer Begin(ScanRequest scan, ScanJobs jobs, HttpContext context)
    {
        var job = jobs.Keep(scan, context.Caller());
        context.Response.Headers.Location = $"{context.Request.PathBase}{Path}/{job.Id}";
        context.Response.Headers["Preference-Applied"] = Async;
        return new JsonAnswer(json => ScanStatusJson.Write(json, job), StatusCodes.Status202Accepted);
    }

    // A browser's event source comes back by itself; its scan ended when it left, and another one was not asked for.
    private static IResult Stream(RequestedScan requested, ScanJobs jobs, HttpContext context) => context.Request.Headers.ContainsKey(LastEventHeader)
        ? TypedResults.NoContent()
        : new ScanStream(jobs.Begin(requested.Scan, context.Caller()), endsWithReader: true);

    private static JsonAnswer List(ScanJobs jobs, HttpContext context)
    {
        var visible = jobs.Of(context.Caller());
        return new JsonAnswer(json =>
        {
            json.WriteStartArray();
            foreach (var job in visible) ScanStatusJson.Write(json, job);
            json.WriteEndArray();
        });
    }

    private static IResult Status(string id, ScanJobs jobs, HttpContext context) =>
        jobs.Find(id, context.Caller()) is { } job ? new JsonAnswer(json => ScanStatusJson.Write(json, job)) : NoSuchScan();

    private static IResult Rows(string id, RowPage page, ScanJobs jobs, HttpContext context)
    {
        if (jobs.Find(id, context.Caller()) is not { } job) return NoSuchScan();
        if (job.Run is { } run) return new JsonAnswer(json => page.Write(json, run.Result.Rows, $"{context.Request.PathBase}{Path}/{job.Id}/rows"));
        return new ProblemResult(job.Problem is { } problem
            ? Problem.Conflict($"The scan has no rows: {problem.Sentence}")
            : Problem.Conflict("The scan is still running; its rows are ranked when it has ended.") with { RetryAfter = TimeSpan.FromSeconds(1) });
    }

    private static IResult Follow(string id, ScanJobs jobs, HttpContext context)
    {
        if (jobs.Find(id, context.Caller()) is not { } job) return NoSuchScan();
        var after = 0L;
        if (context.Request.Headers[LastEventHeader] is [{ Length: > 0 } last]
            && !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return new ProblemResult(Problem.Refused($"{LastEventHeader} is the number of an event, and this is none."));
        // Without content, an event source that comes back stays away.
        return job.IsOverAfter(after) ? TypedResults.NoContent() : new ScanStream(job, after);
    }

    private static async Task<IResult> ForgetAsync(string id, ScanJobs jobs, HttpContext context)
    {
        if (jobs.Find(id, context.Caller()) is not { } job) return NoSuchScan();
        await jobs.ForgetAsync(job).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static ProblemResult NoSuchScan() => new(Problem.NotFound("There is no such scan, or it is kept no more."));

    private static bool Prefers(HttpContext context, string preference) => context.Request.Headers["Prefer"]
        .SelectMany(value => (value ?? "").Split(',')).Any(word => word.Trim().Equals(preference, StringComparison.OrdinalIgnoreCase));

    private static RouteHandlerBuilder ProducesScanProblems(this RouteHandlerBuilder scan) => scan
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status502BadGateway).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
