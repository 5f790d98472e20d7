using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Responses;
using Technic.Web.Wire;

namespace Technic.Web.Apis;

/// <summary><c>/api/universe</c>: the default universe of a scan.</summary>
internal static class UniverseApi
{
    public static void MapUniverse(this IEndpointRouteBuilder api) =>
        api.MapGet("/universe", GetAsync).WithName("getUniverse").WithTags("Scans")
            .WithSummary("List the symbols of the price source: the default universe of a scan.")
            .Describe(new ApiShape(Shapes.Universe))
            .ProducesProblem(StatusCodes.Status502BadGateway).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

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
