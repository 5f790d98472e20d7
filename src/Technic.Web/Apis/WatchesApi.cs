using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Technic.Core.Engine;
using Technic.Core.Reports;
using Technic.Core.Watches;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Responses;
using Technic.Web.Scans;

namespace Technic.Web.Apis;

/// <summary><c>/api/watches</c>: scans that are checked after each session, and which symbols newly match.</summary>
internal static class WatchesApi
{
    private static readonly PathParameter[] NameInPath = [new("name", "The name of the watch: a-z, 0-9 and '-'.", "new-breakouts")];

    public static void MapWatches(this IEndpointRouteBuilder api)
    {
        var watches = api.MapGroup("/watches").WithTags("Watches").ProducesWatchProblems();
        watches.MapGet("/", ListAsync).WithName("listWatches")
            .WithSummary("List the watches with their last reports, by name.")
            .WithDescription("A watch is a saved scan: its report says which symbols entered and left since the earlier session.")
            .Produces<IReadOnlyList<WatchDocument>>();
        watches.MapGet("/{name}", GetAsync).WithName("getWatch")
            .WithSummary("Get a watch with its last report.")
            .WithDescription("The report is null until the first check.")
            .Describe(new ApiShape { Path = NameInPath }).Produces<WatchDocument>().ProducesProblem(StatusCodes.Status404NotFound);
        watches.MapPut("/{name}", SetAsync).WithName("setWatch")
            .WithSummary("Save a watch.")
            .WithDescription("A watch of the same name is replaced. Its report is kept if the scan is the same.")
            .Describe(new ApiShape { Path = NameInPath, Body = Shapes.WatchContent }).Produces<WatchDocument>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        watches.MapDelete("/{name}", DeleteAsync).WithName("deleteWatch")
            .WithSummary("Delete a watch with its reports.")
            .WithDescription("Its reports of all price sources are deleted.")
            .Describe(new ApiShape { Path = NameInPath }).Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        watches.MapPost("/{name}/check", CheckAsync).WithName("checkWatch")
            .WithSummary("Run the scan of a watch now, and return its report.")
            .WithDescription("If the scan fails, problem says why, and the report is the one before.")
            .Describe(new ApiShape { Path = NameInPath }).Produces<WatchDocument>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(IScanEngine engine, CancellationToken cancellationToken)
    {
        var states = await engine.GetWatches().GetWatchesAsync(cancellationToken).ConfigureAwait(false);
        return JsonResponse.Of([.. states.Select(WatchDocument.Of)], WatchDocuments.Default.IReadOnlyListWatchDocument);
    }

    private static async Task<IResult> GetAsync(string name, IScanEngine engine, CancellationToken cancellationToken)
    {
        var watches = engine.GetWatches();
        return await watches.FindWatchAsync(name, cancellationToken).ConfigureAwait(false) is { } state
            ? Document(state) : await UnknownAsync(watches, name, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> SetAsync(string name, IScanEngine engine, TechnicWebOptions options, HttpContext context)
    {
        var watches = engine.GetWatches();
        var body = await SavedFields.ReadAsync(context, SavedFields.Watch).ConfigureAwait(false);
        var (scan, note) = (SavedFields.ScanIn(body, options), SavedFields.NoteIn(body));
        return Document(await watches.SetWatchAsync(name, scan, note, context.RequestAborted).ConfigureAwait(false));
    }

    private static async Task<IResult> DeleteAsync(string name, IScanEngine engine, CancellationToken cancellationToken)
    {
        var watches = engine.GetWatches();
        return await watches.DeleteWatchAsync(name, cancellationToken).ConfigureAwait(false)
            ? TypedResults.NoContent() : await UnknownAsync(watches, name, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> CheckAsync(string name, IScanEngine engine, Permits permits, HttpContext context)
    {
        var watches = engine.GetWatches();
        if (await watches.FindWatchAsync(name, context.RequestAborted).ConfigureAwait(false) is null)
            return await UnknownAsync(watches, name, context.RequestAborted).ConfigureAwait(false);
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var permit = permits.TakeScan();
        return Document(await watches.CheckWatchAsync(name, cancellation.Token).ConfigureAwait(false));
    }

    private static JsonResponse Document(WatchState state) =>
        JsonResponse.Of(WatchDocument.Of(state), WatchDocuments.Default.WatchDocument);

    private static async Task<ProblemResult> UnknownAsync(IWatches watches, string name, CancellationToken cancellationToken) =>
        new(Problem.NotFound(await watches.UnknownWatchAsync(name, cancellationToken).ConfigureAwait(false)));
}
