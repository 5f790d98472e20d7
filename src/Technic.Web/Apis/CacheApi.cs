using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Core.Reports;
using Technic.Web.Answers;
using Technic.Web.OpenApi;

namespace Technic.Web.Apis;

/// <summary>How many histories were forgotten.</summary>
internal sealed record ForgottenHistories(long Forgotten);

/// <summary><c>/api/cache</c>: what the cache did, and making it forget.</summary>
internal static class CacheApi
{
    public static void MapCache(this IEndpointRouteBuilder api)
    {
        var cache = api.MapGroup("/cache").WithTags("Cache").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        cache.MapGet("/stats", StatisticsAsync).WithName("getCacheStatistics")
            .WithSummary("What the cache did since the engine began.")
            .Describe(new ApiShape(Shapes.Statistics));
        cache.MapDelete("/memory", ForgetAsync).WithName("clearCacheMemory")
            .WithSummary("Forget every history in memory; the store keeps its own.");
    }

    private static async Task<JsonAnswer> StatisticsAsync(IScanEngine engine, CancellationToken cancellationToken)
    {
        var statistics = await engine.GetStatisticsAsync(cancellationToken).ConfigureAwait(false);
        return new JsonAnswer(json => ScanJson.WriteStatistics(json, statistics));
    }

    private static async Task<Ok<ForgottenHistories>> ForgetAsync(IScanEngine engine, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ForgottenHistories(await engine.ClearMemoryAsync(cancellationToken).ConfigureAwait(false)));
}
