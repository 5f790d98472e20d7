using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Engine;
using Technic.Core.Formulas.Guide;
using Technic.Core.Market.Calendar;
using Technic.Core.Reports;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Responses;
using Technic.Web.Wire;

namespace Technic.Web.Apis;

/// <summary><c>/api/formulas</c>: the formula language; <c>/api/series</c>: formulas at every bar of a symbol.</summary>
internal static class FormulasApi
{
    public static void MapFormulas(this IEndpointRouteBuilder api)
    {
        var options = api.ServiceProvider.GetRequiredService<TechnicWebOptions>();
        var catalogue = new Lazy<FormulaCatalogueDocument>(
            () => FormulaCatalogueDocument.Of(options.Formulas, options.MethodsOrBuiltIn.Functions));
        api.MapGet("/formulas", () => JsonResponse.Of(catalogue.Value, ReportContext.Default.FormulaCatalogueDocument))
            .WithName("getFormulas").WithTags("Formulas")
            .WithSummary("List what a formula can contain.")
            .WithDescription("Each entry has its signature and meaning. Conditions, own columns and charts use the same language.")
            .Produces<FormulaCatalogueDocument>();
        api.MapGet("/formulas/check", Check).WithName("checkFormula").WithTags("Formulas")
            .WithSummary("Get the type of a formula and the bars that it needs, or its error.")
            .WithDescription("The response is 200 for an invalid formula too: with position and reason of the error, and suggestions.")
            .Describe(new ApiShape { Query = RequestedFormula.Fields }).Produces<FormulaCheckDocument>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapPost("/formulas/check", Check).WithName("checkLongFormula").WithTags("Formulas")
            .WithSummary("Check a formula in the body of the request.")
            .WithDescription("For formulas that are too long for a URL. The response is 200 for an invalid formula too.")
            .Describe(new ApiShape { Body = Shapes.FormulaText }).Produces<FormulaCheckDocument>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapGet($"/series/{{{RequestedHistory.Symbol}}}", GetSeriesAsync).WithName("getSeries").WithTags("Formulas")
            .WithSummary("Get formulas at every bar of a symbol, for a chart.")
            .WithDescription("A number is null at bars that do not have enough bars before them; a condition is 1 or 0.")
            .Describe(new ApiShape(Shapes.Series) {
                Path = [PathParameter.Symbol], Query = RequestedSeries.Fields })
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static JsonResponse Check(RequestedFormula requested)
    {
        var check = FormulaCheck.Of(requested.Formula, requested.Vocabulary, requested.Frequency);
        return JsonResponse.Of(FormulaCheckDocument.Of(check, requested.Formula.Text), WireContext.Default.FormulaCheckDocument);
    }

    private static async Task<IResult> GetSeriesAsync(
        RequestedSeries requested, IScanEngine engine, MarketClock clock, CancellationToken cancellationToken)
    {
        var series = await engine.GetSeriesAsync(
            requested.Key, requested.Adjust, requested.Columns, requested.Vocabulary, clock, cancellationToken).ConfigureAwait(false);
        var (key, lookup) = series.Missing ?? (requested.Key, series.Lookup);
        return await HistoryProblem.OfAsync(key, lookup, engine, cancellationToken).ConfigureAwait(false) is { } problem
            ? new ProblemResult(problem)
            : new JsonResponse(json => SymbolSeriesReport.WriteJson(json, series));
    }
}
