using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Reports;
using Technic.Core.Scans.Requests;
using Technic.Core.Studies;
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
    private static readonly PathParameter[] PresetInPath = [new("preset", "The name of a built-in preset.", "breakout")];
    private static readonly PathParameter[] IdInPath = [PathParameter.IdFrom("startStudy")];

    public static void MapStudies(this IEndpointRouteBuilder api)
    {
        var studies = api.MapGroup("/studies").WithTags("Studies").ForReaders().ProducesProblem(StatusCodes.Status404NotFound);
        studies.MapPost("/", StartAsync).WithName("startStudy")
            .WithSummary("Start a study.")
            .WithDescription("What followed a condition on all days of the past, against the market. Responds 202 with its location.")
            .Describe(new ApiShape { Body = Shapes.Study }).Produces<KeptStudyDocument>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests);
        studies.MapGet("/", ListAsync).WithName("listStudies")
            .WithSummary("List the kept studies, newest first, without their results.")
            .WithDescription("A completed study is kept until it is deleted. With API keys, a caller sees its own studies.")
            .Produces<IReadOnlyList<KeptStudyDocument>>();
        studies.MapGet("/presets", PresetsAsync).WithName("getPresetStudies")
            .WithSummary("Get the figures of the presets' studies that were kept last.")
            .WithDescription("The pages show them with the presets.")
            .Produces<IReadOnlyList<PresetStudyDocument>>().ProducesProblem(StatusCodes.Status502BadGateway);
        studies.MapPut("/presets/{preset}", KeepForPresetAsync).WithName("keepPresetStudy").ForOperators()
            .WithSummary("Keep the figures of a completed study as those of a preset.")
            .WithDescription("The study must be one of the preset as it is. The pages show the figures with the preset.")
            .Describe(new ApiShape { Path = PresetInPath, Query = [Study] }).Produces<IReadOnlyList<PresetStudyDocument>>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status502BadGateway);
        studies.MapGet("/{id}", StatusAsync).WithName("getStudy")
            .WithSummary("Get the status of a study, and its result when it has completed.")
            .WithDescription("With the parameter wait, the response comes after the next change, or after that time.")
            .Describe(new ApiShape { Path = IdInPath, Query = [Wait] }).Produces<StudyStatus>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        studies.MapGet("/{id}/signals", SignalsAsync).WithName("getStudySignals")
            .WithSummary("Get the signals of a completed study with their returns.")
            .WithDescription("Each record has the day, the symbol, and the return and the excess over each horizon. CSV, Arrow or Parquet.")
            .Describe(new ApiShape(Shapes.StudySignals, TableResponse.Csv) { Path = IdInPath, Query = [Offset, Limit], IsTable = true })
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        studies.MapGet("/{id}/portfolio", PortfolioAsync).WithName("getStudyPortfolio")
            .WithSummary("Get the sessions of the portfolio of a completed study.")
            .WithDescription("Each record has the return of a session, after costs, and of the market. CSV, Arrow or Parquet.")
            .Describe(new ApiShape(Shapes.StudyPortfolio, TableResponse.Csv) { Path = IdInPath, IsTable = true })
            .ProducesProblem(StatusCodes.Status409Conflict);
        studies.MapDelete("/{id}", DeleteAsync).WithName("cancelStudy")
            .WithSummary("Cancel a study and delete it.")
            .WithDescription("Its address ends.")
            .Describe(new ApiShape { Path = IdInPath }).Produces(StatusCodes.Status204NoContent);
    }

    private static ScanField Study { get; } = ScanField.Own(
        "study", FieldKind.Text, "The id of the study: one of the preset, without other filters.");

    private static ScanField Wait { get; } = ScanField.Own(
        "wait", FieldKind.Integer, "Seconds to wait for the next change, 0 to 30 (default: 0).") with { Minimum = 0, Maximum = 30 };

    private static ScanField Offset { get; } = ScanField.Own(
        "offset", FieldKind.Integer, "Number of first signals that are left out (default: 0).");

    private static ScanField Limit { get; } = ScanField.Own(
        "limit", FieldKind.Integer, "Maximum number of signals (default: all).");

    private static async Task<IResult> StartAsync(RequestedStudy requested, StudyJobs jobs, HttpContext context)
    {
        if (!jobs.IsPossible) return new ProblemResult(Problem.NotFound(NoStudies));
        var study = await jobs.StartAsync(requested.Study, context.Caller(), context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.Location = $"{context.Request.PathBase}{Path}/{study.Id}";
        return JsonResponse.Of(KeptStudyDocument.Of(study), WireContext.Default.KeptStudyDocument, StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(StudyJobs jobs, HttpContext context)
    {
        var studies = await jobs.VisibleToAsync(context.Caller(), context.RequestAborted).ConfigureAwait(false);
        return JsonResponse.Of([.. studies.Select(KeptStudyDocument.Of)], WireContext.Default.IReadOnlyListKeptStudyDocument);
    }

    private static async Task<IResult> PresetsAsync(StudyJobs jobs, HttpContext context)
    {
        var studies = await jobs.PresetsAsync(context.RequestAborted).ConfigureAwait(false);
        return JsonResponse.Of(studies.Select(PresetStudyDocument.Of), ReportContext.Default.IEnumerablePresetStudyDocument);
    }

    private static async Task<IResult> KeepForPresetAsync(string preset, string? study, StudyJobs jobs, HttpContext context)
    {
        if (study is null) return new ProblemResult(Problem.BadRequest("study must be the id of a completed study."));
        if (Presets.BuiltIn.All.FirstOrDefault(each => each.Name == preset) is not { } known)
            return new ProblemResult(Problem.NotFound("Unknown preset."));
        if (await jobs.FindAsync(study, context.Caller(), context.RequestAborted).ConfigureAwait(false) is not { } kept) return Unknown();
        return await jobs.KeepForPresetAsync(known, kept, context.RequestAborted).ConfigureAwait(false) is { } complaint
            ? new ProblemResult(Problem.Conflict(complaint))
            : await PresetsAsync(jobs, context).ConfigureAwait(false);
    }

    private static async Task<IResult> StatusAsync(string id, string? wait, StudyJobs jobs, HttpContext context)
    {
        if (Whole(wait, 0) is not { } seconds || seconds > LongestWait.TotalSeconds)
            return new ProblemResult(Problem.BadRequest("wait must be between 0 and 30 seconds."));
        if (await jobs.FindAsync(id, context.Caller(), context.RequestAborted).ConfigureAwait(false) is not { } study) return Unknown();
        var waited = await jobs.WaitAsync(study, TimeSpan.FromSeconds(seconds), context.RequestAborted).ConfigureAwait(false);
        return waited is null ? Unknown() : JsonResponse.Of(StudyStatus.Of(waited), WireContext.Default.StudyStatus);
    }

    private static async Task<IResult> SignalsAsync(
        string id, string? offset, string? limit, RequestedTable requested, StudyJobs jobs, HttpContext context)
    {
        if (Whole(offset, 0) is not { } first || Whole(limit, int.MaxValue) is not { } most)
            return new ProblemResult(Problem.BadRequest("offset and limit must be whole numbers, 0 or more."));
        return await TableAsync(id, requested, jobs, context, result => StudyTables.Signals(result, first, most), WithoutSignals)
            .ConfigureAwait(false);
    }

    /// <summary>Why a study has no list of signals; <c>null</c> if it has one.</summary>
    private static string? WithoutSignals(StudyResult study) => study.HasEvents ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"The {study.Signals:N0} signals of this study are not kept: the limit is {StudyCodec.MostEvents:N0}. Study a shorter time.");

    private static Task<IResult> PortfolioAsync(string id, RequestedTable requested, StudyJobs jobs, HttpContext context) =>
        TableAsync(id, requested, jobs, context, StudyTables.Portfolio, _ => null);

    private static async Task<IResult> TableAsync(
        string id, RequestedTable requested, StudyJobs jobs, HttpContext context, Func<StudyResult, ReportTable> table,
        Func<StudyResult, string?> complain)
    {
        if (await jobs.FindAsync(id, context.Caller(), context.RequestAborted).ConfigureAwait(false) is not { } study) return Unknown();
        if (study.Failure is { } failure) return new ProblemResult(Problem.Conflict($"The study has no result: {failure.Message}"));
        if (study.Result is not { } result)
        {
            return new ProblemResult(Problem.Conflict("The study is still running. Its result is available when it ends.") with
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            });
        }
        return complain(result) is { } complaint
            ? new ProblemResult(Problem.Conflict(complaint)) : new TableResponse(table(result), requested.Format);
    }

    /// <summary>A whole number of a query, 0 or more; <c>null</c> if it is something else.</summary>
    private static int? Whole(string? text, int absent) => text is null ? absent
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async Task<IResult> DeleteAsync(string id, StudyJobs jobs, HttpContext context)
    {
        if (await jobs.FindAsync(id, context.Caller(), context.RequestAborted).ConfigureAwait(false) is not { } study) return Unknown();
        await jobs.RemoveAsync(study, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static ProblemResult Unknown() => new(Problem.NotFound("Unknown or expired study."));
}
