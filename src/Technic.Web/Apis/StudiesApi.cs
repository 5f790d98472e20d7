using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Reports;
using Technic.Core.Scans.Requests;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Responses;
using Technic.Web.Scans;
using Technic.Web.Security;
using Technic.Web.Wire;

namespace Technic.Web.Apis;

/// <summary><c>/api/studies</c>: starts studies, and keeps them for later requests.</summary>
internal static class StudiesApi
{
    private const string Path = "/api/studies";
    private const string NoStudies = "This server's engine has no studies.";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly (string, string)[] IdInPath = [("id", "The id of the study, as returned by startStudy.")];

    public static void MapStudies(this IEndpointRouteBuilder api)
    {
        var studies = api.MapGroup("/studies").WithTags("Studies").ForReaders().ProducesProblem(StatusCodes.Status404NotFound);
        studies.MapPost("/", Start).WithName("startStudy")
            .WithSummary("Start a study: what followed a condition on all days of the past. Returns 202 with its location.")
            .Describe(new ApiShape(null) { Body = Shapes.Study, Accepted = Shapes.StudyStatus })
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests);
        studies.MapGet("/", List).WithName("listStudies").WithSummary("List the kept studies, newest first, without their results.")
            .Describe(new ApiShape(Shapes.StudyStatuses));
        studies.MapGet("/{id}", StatusAsync).WithName("getStudy")
            .WithSummary("Get the status of a study, and its result when it has completed. With wait, after the next change.")
            .Describe(new ApiShape(Shapes.StudyStatus) { Path = IdInPath, Query = [Wait] })
            .ProducesProblem(StatusCodes.Status400BadRequest);
        studies.MapGet("/{id}/signals", Signals).WithName("getStudySignals")
            .WithSummary("Get every signal of a completed study with its returns, as CSV.")
            .Describe(new ApiShape(Shapes.StudySignals, CsvResponse.ContentType) { Path = IdInPath })
            .ProducesProblem(StatusCodes.Status409Conflict);
        studies.MapDelete("/{id}", DeleteAsync).WithName("cancelStudy").WithSummary("Cancel a study and delete it.")
            .Describe(new ApiShape(null) { Path = IdInPath });
    }

    private static ScanField Wait { get; } = new(
        "wait", FieldKind.Integer, "Seconds to wait for the next change, 0 to 30 (default: 0).", (_, _) => { }, (_, _) => { });

    private static IResult Start(RequestedStudy requested, StudyJobs jobs, HttpContext context)
    {
        if (!jobs.IsPossible) return new ProblemResult(Problem.NotFound(NoStudies));
        var study = jobs.Start(requested.Study, context.Caller());
        context.Response.Headers.Location = $"{context.Request.PathBase}{Path}/{study.Id}";
        return new JsonResponse(json => StudyStatusJson.Write(json, study, withResult: false), StatusCodes.Status202Accepted);
    }

    private static JsonResponse List(StudyJobs jobs, HttpContext context) => new(json =>
    {
        json.WriteStartArray();
        foreach (var study in jobs.VisibleTo(context.Caller())) StudyStatusJson.Write(json, study, withResult: false);
        json.WriteEndArray();
    });

    private static async Task<IResult> StatusAsync(string id, string? wait, StudyJobs jobs, HttpContext context)
    {
        var seconds = 0;
        if (wait is not null && !(int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out seconds)
            && seconds <= LongestWait.TotalSeconds))
            return new ProblemResult(Problem.BadRequest("wait must be between 0 and 30 seconds."));
        if (jobs.Find(id, context.Caller()) is not { } job) return Unknown();
        var study = await job.WaitAsync(job.Status, TimeSpan.FromSeconds(seconds), context.RequestAborted).ConfigureAwait(false);
        return new JsonResponse(json => StudyStatusJson.Write(json, study, withResult: true));
    }

    private static IResult Signals(string id, StudyJobs jobs, HttpContext context)
    {
        if (jobs.Find(id, context.Caller()) is not { } job) return Unknown();
        if (job.Status.Failure is { } failure)
            return new ProblemResult(Problem.Conflict($"The study has no signals: {failure.Message}"));
        return job.Status.Result is { } result
            ? new CsvResponse(output => StudyCsv.WriteEvents(output, result))
            : new ProblemResult(Problem.Conflict("The study is still running. Signals are available when it ends.") with
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            });
    }

    private static async Task<IResult> DeleteAsync(string id, StudyJobs jobs, HttpContext context)
    {
        if (jobs.Find(id, context.Caller()) is not { } job) return Unknown();
        await jobs.RemoveAsync(job).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static ProblemResult Unknown() => new(Problem.NotFound("Unknown or expired study."));
}
