using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Technic.Core.Engine;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Responses;
using Technic.Web.Scans;
using Technic.Web.Security;
using Technic.Web.Wire;

namespace Technic.Web.Apis;

/// <summary><c>/api/scans</c>: runs scans, streams them, or keeps them for later requests.</summary>
internal static class ScansApi
{
    private const string Path = "/api/scans";
    private const string LastEventHeader = "Last-Event-ID";
    private const string Async = "respond-async";

    private static readonly PathParameter[] IdInPath = [PathParameter.IdFrom("runScan")];

    public static void MapScans(this IEndpointRouteBuilder api)
    {
        var scans = api.MapGroup("/scans").WithTags("Scans").ForReaders();
        scans.MapPost("/", RunAsync).WithName("runScan")
            .WithSummary("Run a scan and return the result.")
            .WithDescription("With the header Prefer: respond-async, the scan is started, and the response is 202 with its location.")
            .Describe(new ApiShape(Shapes.Run) { Body = Shapes.Scan, IsTable = true }).Produces<ScanStatus>(StatusCodes.Status202Accepted)
            .ProducesScanProblems();
        scans.MapGet("/stream", Stream).WithName("streamScan")
            .WithSummary("Run a scan and stream its progress and rows.")
            .WithDescription("The events are started, planned, progress, rows, and at the end completed or problem.")
            .Describe(new ApiShape(Shapes.Events, ScanStream.ContentType) { Query = ScanFields.All }).ProducesScanProblems();
        scans.MapPost("/stream", Stream).WithName("streamScanOfBody")
            .WithSummary("Run a scan of the body of the request, and stream its progress and rows.")
            .WithDescription("The same events as for GET, for requests that do not fit in a URL, e.g. with a universe.")
            .Describe(new ApiShape(Shapes.Events, ScanStream.ContentType) { Body = Shapes.Scan }).ProducesScanProblems();

        scans.MapGet("/", ListAsync).WithName("listScans")
            .WithSummary("List the kept scans, newest first.")
            .WithDescription("A scan is kept for a while after its end. With API keys, a caller sees its own scans.")
            .Produces<IReadOnlyList<ScanStatus>>();
        scans.MapGet("/{id}", StatusAsync).WithName("getScan")
            .WithSummary("Get the status of a scan.")
            .WithDescription("Running, completed or failed, with its progress and the reason of a failure.")
            .Describe(new ApiShape { Path = IdInPath }).Produces<ScanStatus>().ProducesProblem(StatusCodes.Status404NotFound);
        scans.MapGet("/{id}/rows", RowsAsync).WithName("getScanRows")
            .WithSummary("Get a page of the ranked rows of a completed scan.")
            .WithDescription("The field next has the URL of the next page; null after the last one.")
            .Describe(new ApiShape(Shapes.RowPage) { Path = IdInPath, Query = RowPage.Fields, IsTable = true })
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        scans.MapGet("/{id}/stream", FollowAsync).WithName("followScan")
            .WithSummary("Stream past and new events of a scan.")
            .WithDescription("With the header Last-Event-ID, the stream resumes after that event.")
            .Describe(new ApiShape(Shapes.Events, ScanStream.ContentType) { Path = IdInPath })
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests);
        scans.MapDelete("/{id}", DeleteAsync).WithName("cancelScan")
            .WithSummary("Cancel a scan and delete it.")
            .WithDescription("Fetched prices are kept.")
            .Describe(new ApiShape { Path = IdInPath }).Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> RunAsync(
        RequestedScan requested, RequestedFormat format, IScanEngine engine, ScanJobs jobs, Permits permits, HttpContext context)
    {
        if (Prefers(context, Async)) return await StartKeptAsync(requested.Scan, jobs, context).ConfigureAwait(false);
        var scan = requested.Scan with { StreamRows = false };
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var permit = permits.TakeScan();
        var result = await engine.ScanToEndAsync(scan, cancellation.Token).ConfigureAwait(false);
        if (format.Table is { } table) return new TableResponse(RowTable.Of(result, ScanColumns.All), table);
        var statistics = await engine.GetStatisticsAsync(cancellation.Token).ConfigureAwait(false);
        var advice = WindowAdvice.For(scan, result.Summary.Days, result.Summary.AsOf);
        return new JsonResponse(json => RunJson.Write(json, new MeasuredScan(result, statistics), advice));
    }

    private static async Task<JsonResponse> StartKeptAsync(ScanRequest request, ScanJobs jobs, HttpContext context)
    {
        var scan = await jobs.StartKeptAsync(request, context.Caller(), context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.Location = $"{context.Request.PathBase}{Path}/{scan.Id}";
        context.Response.Headers["Preference-Applied"] = Async;
        return JsonResponse.Of(ScanStatus.Of(scan), WireContext.Default.ScanStatus, StatusCodes.Status202Accepted);
    }

    // A reconnecting EventSource must not start the scan again: its scan ended with the connection.
    private static IResult Stream(RequestedScan requested, ScanJobs jobs, HttpContext context)
    {
        if (context.Request.Headers.ContainsKey(LastEventHeader)) return TypedResults.NoContent();
        var job = jobs.Start(requested.Scan, context.Caller());
        return new ScanStream(cancellation => job.ReadAsync(0, cancellation), job);
    }

    private static async Task<IResult> ListAsync(ScanJobs jobs, HttpContext context)
    {
        var visible = await jobs.VisibleToAsync(context.Caller(), context.RequestAborted).ConfigureAwait(false);
        return JsonResponse.Of([.. visible.Select(ScanStatus.Of)], WireContext.Default.IReadOnlyListScanStatus);
    }

    private static async Task<IResult> StatusAsync(string id, ScanJobs jobs, HttpContext context) =>
        await jobs.FindAsync(id, context.Caller(), context.RequestAborted).ConfigureAwait(false) is { } scan
            ? JsonResponse.Of(ScanStatus.Of(scan), WireContext.Default.ScanStatus)
            : UnknownScan();

    private static async Task<IResult> RowsAsync(
        string id, RowPage page, RequestedFormat format, ScanJobs jobs, HttpContext context)
    {
        if (await jobs.FindAsync(id, context.Caller(), context.RequestAborted).ConfigureAwait(false) is not { } scan) return UnknownScan();
        if (scan.State == ScanState.Running)
            return new ProblemResult(Problem.Conflict("The scan is still running. Rows are available when it ends.") with
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            });
        if (scan.Failure is { } failure) return new ProblemResult(Problem.Conflict($"The scan has no rows: {failure.Message}"));
        if (format.Table is { } table)
        {
            return await AllRowsAsync(scan, page, jobs, context.RequestAborted).ConfigureAwait(false) is { } all
                ? new TableResponse(RowTable.Of(all, ScanColumns.All) with { Facts = RowTable.FactsOf(scan.Summary!) }, table)
                : UnknownScan();
        }
        return await jobs.RowsAsync(scan, page.Offset, page.Limit, context.RequestAborted).ConfigureAwait(false) is { } rows
            ? new JsonResponse(json => page.Write(json, rows, $"{context.Request.PathBase}{Path}/{scan.Id}/rows"))
            : UnknownScan();
    }

    /// <summary>Reads the rows of a page of any size in parts; <c>null</c> if the scan has expired.</summary>
    private static async Task<IReadOnlyList<RankedRow>?> AllRowsAsync(
        KeptScan scan, RowPage page, ScanJobs jobs, CancellationToken cancellationToken)
    {
        var rows = new List<RankedRow>();
        while (rows.Count < page.Limit)
        {
            var most = Math.Min(RowPage.MaxRows, page.Limit - rows.Count);
            if (await jobs.RowsAsync(scan, page.Offset + rows.Count, most, cancellationToken).ConfigureAwait(false) is not { } part)
                return null;
            rows.AddRange(part.Rows);
            if (part.Rows.Count < most) break;
        }
        return rows;
    }

    private static async Task<IResult> FollowAsync(string id, ScanJobs jobs, HttpContext context)
    {
        if (await jobs.FindAsync(id, context.Caller(), context.RequestAborted).ConfigureAwait(false) is not { } scan) return UnknownScan();
        var after = 0L;
        if (context.Request.Headers[LastEventHeader] is [{ Length: > 0 } last]
            && !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return new ProblemResult(Problem.BadRequest($"Invalid {LastEventHeader} header: expected an event number."));
        // 204 stops an EventSource from reconnecting.
        return scan.HasEndedAfter(after)
            ? TypedResults.NoContent()
            : new ScanStream(cancellation => jobs.Follow(scan, after, cancellation));
    }

    private static async Task<IResult> DeleteAsync(string id, ScanJobs jobs, HttpContext context)
    {
        if (await jobs.FindAsync(id, context.Caller(), context.RequestAborted).ConfigureAwait(false) is not { } scan) return UnknownScan();
        await jobs.RemoveAsync(scan, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static ProblemResult UnknownScan() => new(Problem.Of(JobFailure.UnknownScan));

    private static bool Prefers(HttpContext context, string preference) => context.Request.Headers["Prefer"]
        .SelectMany(value => (value ?? "").Split(',')).Any(word => word.Trim().Equals(preference, StringComparison.OrdinalIgnoreCase));

    private static RouteHandlerBuilder ProducesScanProblems(this RouteHandlerBuilder scan) => scan
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status502BadGateway).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
