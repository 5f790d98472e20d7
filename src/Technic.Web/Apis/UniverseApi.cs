using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Core.Scans.Requests;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Responses;
using Technic.Web.Wire;

namespace Technic.Web.Apis;

/// <summary>Companies whose details were stored.</summary>
/// <param name="Companies">Their number.</param>
internal sealed record ImportedCompanies(int Companies);

/// <summary><c>/api/universe</c>: the default universe of a scan, and what is known of its companies.</summary>
internal static class UniverseApi
{
    private static readonly ScanField[] Fields = [.. ScanFields.All.Where(field => field.Kind == FieldKind.Listings)];

    public static void MapUniverse(this IEndpointRouteBuilder api)
    {
        api.MapGet("/universe", GetAsync).WithName("getUniverse").WithTags("Scans")
            .WithSummary("List the symbols of the price source.")
            .WithDescription("They are the symbols of a scan that names none. Unknown values are omitted.")
            .Describe(new ApiShape(Shapes.Universe))
            .ProducesProblem(StatusCodes.Status502BadGateway).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapPost("/universe/companies", ImportAsync).WithName("importCompanies").WithTags("Scans")
            .WithSummary("Store sectors, industries and market capitalisations.")
            .WithDescription("Known values are kept where the new ones are missing.")
            .Describe(new ApiShape { Body = Shapes.Universe }).Produces<ImportedCompanies>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status502BadGateway).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ImportAsync(HttpContext context, IScanEngine engine, Permits permits)
    {
        using var permit = permits.TakeBody();
        var companies = (await FieldReader.OfBodyAsync(context.Request, Fields).ConfigureAwait(false)).Listings ?? [];
        if (!companies.Any(company => company is { Sector: not null } or { Industry: not null } or { MarketCap: not null }))
            return new ProblemResult(Problem.BadRequest("The universe has no sector, industry or market capitalisation to import."));
        if (engine is not ICompanyImport store)
            return new ProblemResult(Problem.NotFound("This engine does not store the details of companies."));
        await store.ImportCompaniesAsync(companies, context.RequestAborted).ConfigureAwait(false);
        return JsonResponse.Of(new ImportedCompanies(companies.Count), WireContext.Default.ImportedCompanies);
    }

    private static async Task<IResult> GetAsync(IScanEngine engine, CancellationToken cancellationToken)
    {
        if (engine is not IMarketReference market)
            return new ProblemResult(Problem.NotFound("This engine does not provide a list of symbols."));
        var listings = await market.GetListingsAsync(cancellationToken).ConfigureAwait(false);
        return new JsonResponse(json =>
        {
            json.WriteStartObject();
            ListingJson.WriteAll(json, "universe", listings);
            json.WriteEndObject();
        });
    }
}
