using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Web.Answers;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Wire;

namespace Technic.Web.Apis;

/// <summary><c>/api/universe</c>: what a scan that names no symbols is of.</summary>
internal static class UniverseApi
{
    public static void MapUniverse(this IEndpointRouteBuilder api) =>
        api.MapGet("/universe", GetAsync).WithName("getUniverse").WithTags("Scans")
            .WithSummary("The symbols that the source lists, with what it says of them: what a scan without symbols is of.")
            .Describe(new ApiShape(Shapes.Universe))
            .ProducesProblem(StatusCodes.Status502BadGateway).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> GetAsync(IScanEngine engine, CancellationToken cancellationToken)
    {
        if (engine is not IMarketReference market)
            return new ProblemResult(Problem.NotFound("The engine behind this server does not tell which symbols there are."));
        var listings = await market.GetListingsAsync(cancellationToken).ConfigureAwait(false);
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            ListingJson.WriteAll(json, "universe", listings);
            json.WriteEndObject();
        });
    }
}
