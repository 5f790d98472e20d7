using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Reports;
using Technic.Web.Responses;
using Technic.Web.Wire;

namespace Technic.Web.Apis;

/// <summary>The number of price histories removed from memory.</summary>
/// <param name="Forgotten">The number.</param>
internal sealed record ForgottenHistories(long Forgotten);

/// <summary><c>/api/cache</c>: cache statistics and clearing the memory.</summary>
internal static class CacheApi
{
    public static void MapCache(this IEndpointRouteBuilder api)
    {
        var cache = api.MapGroup("/cache").WithTags("Cache").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        cache.MapGet("/stats", StatisticsAsync).WithName("getCacheStatistics")
            .WithSummary("Get the cache statistics since the start of the engine.")
            .WithDescription("Lookups by tier, requests to the provider, and the size of the memory tier.")
            .Produces<CacheStatistics>();
        cache.MapDelete("/memory", ClearMemoryAsync).WithName("clearCacheMemory")
            .WithSummary("Remove all price histories from memory.")
            .WithDescription("The store is unchanged: the next lookups read from it.")
            .Produces<ForgottenHistories>();
    }

    private static async Task<JsonResponse> StatisticsAsync(IScanEngine engine, CancellationToken cancellationToken)
    {
        var statistics = await engine.GetStatisticsAsync(cancellationToken).ConfigureAwait(false);
        return JsonResponse.Of(statistics, ReportContext.Default.CacheStatistics);
    }

    private static async Task<IResult> ClearMemoryAsync(IScanEngine engine, CancellationToken cancellationToken) => JsonResponse.Of(
        new ForgottenHistories(await engine.ClearMemoryAsync(cancellationToken).ConfigureAwait(false)),
        WireContext.Default.ForgottenHistories);
}
