using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Core.Reports;
using Technic.Core.Universes;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Responses;
using Technic.Web.Scans;

namespace Technic.Web.Apis;

/// <summary><c>/api/lists</c>: lists of symbols, which scans and watches can name.</summary>
internal static class ListsApi
{
    private static readonly PathParameter[] NameInPath = [new("name", "The name of the list: a-z, 0-9 and '-'.", "semiconductors")];

    public static void MapLists(this IEndpointRouteBuilder api)
    {
        var lists = api.MapGroup("/lists").WithTags("Watches").ProducesWatchProblems();
        lists.MapGet("/", ListAsync).WithName("listLists")
            .WithSummary("List the lists of symbols, by name.")
            .WithDescription("Scans, studies and watches take their names in the field lists.")
            .Produces<IReadOnlyList<SymbolListDocument>>();
        lists.MapGet("/{name}", GetAsync).WithName("getList")
            .WithSummary("Get a list of symbols.")
            .WithDescription("The symbols are in the order in which they were saved.")
            .Describe(new ApiShape { Path = NameInPath }).Produces<SymbolListDocument>().ProducesProblem(StatusCodes.Status404NotFound);
        lists.MapPut("/{name}", SetAsync).WithName("setList")
            .WithSummary("Save a list of symbols.")
            .WithDescription("A list of the same name is replaced, with its remark.")
            .Describe(new ApiShape { Path = NameInPath, Body = Shapes.ListContent }).Produces<SymbolListDocument>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        lists.MapPatch("/{name}", ChangeAsync).WithName("changeList")
            .WithSummary("Add symbols to a list and remove others.")
            .WithDescription("In one step: changes of several clients lose nothing. A list that does not exist is created by adding.")
            .Describe(new ApiShape { Path = NameInPath, Body = Shapes.ListChange }).Produces<SymbolListDocument>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        lists.MapDelete("/{name}", DeleteAsync).WithName("deleteList")
            .WithSummary("Delete a list of symbols.")
            .WithDescription("A watch that names it fails at its next check, and keeps its report.")
            .Describe(new ApiShape { Path = NameInPath }).Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>The problems of every request for lists and watches.</summary>
    public static RouteGroupBuilder ProducesWatchProblems(this RouteGroupBuilder group) => group
        .ProducesProblem(StatusCodes.Status501NotImplemented).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ListAsync(IScanEngine engine, CancellationToken cancellationToken)
    {
        var lists = await engine.GetWatches().GetListsAsync(cancellationToken).ConfigureAwait(false);
        return JsonResponse.Of([.. lists.Select(SymbolListDocument.Of)], WatchDocuments.Default.IReadOnlyListSymbolListDocument);
    }

    private static async Task<IResult> GetAsync(string name, IScanEngine engine, CancellationToken cancellationToken)
    {
        var watches = engine.GetWatches();
        return await watches.FindListAsync(name, cancellationToken).ConfigureAwait(false) is { } list
            ? Document(list)
            : new ProblemResult(Problem.NotFound(await watches.UnknownListAsync(name, cancellationToken).ConfigureAwait(false)));
    }

    private static async Task<IResult> SetAsync(string name, IScanEngine engine, HttpContext context)
    {
        var watches = engine.GetWatches();
        var body = await SavedFields.ReadAsync(context, SavedFields.List).ConfigureAwait(false);
        var (symbols, note) = (SavedFields.SymbolsIn(body, SavedFields.Symbols), SavedFields.NoteIn(body));
        return Document(await watches.SetListAsync(name, symbols, note, context.RequestAborted).ConfigureAwait(false));
    }

    private static async Task<IResult> ChangeAsync(string name, IScanEngine engine, HttpContext context)
    {
        var watches = engine.GetWatches();
        var body = await SavedFields.ReadAsync(context, SavedFields.Change).ConfigureAwait(false);
        var (added, removed) = (SavedFields.SymbolsIn(body, SavedFields.Add), SavedFields.SymbolsIn(body, SavedFields.Remove));
        return Document(await watches.ChangeListAsync(name, added, removed, context.RequestAborted).ConfigureAwait(false));
    }

    private static async Task<IResult> DeleteAsync(string name, IScanEngine engine, CancellationToken cancellationToken)
    {
        var watches = engine.GetWatches();
        return await watches.DeleteListAsync(name, cancellationToken).ConfigureAwait(false)
            ? TypedResults.NoContent()
            : new ProblemResult(Problem.NotFound(await watches.UnknownListAsync(name, cancellationToken).ConfigureAwait(false)));
    }

    private static JsonResponse Document(SymbolList list) =>
        JsonResponse.Of(SymbolListDocument.Of(list), WatchDocuments.Default.SymbolListDocument);
}
