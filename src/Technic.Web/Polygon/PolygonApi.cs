using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Internal;
using Technic.Core.Engine;
using Technic.Core.Market.Calendar;
using Technic.Web.Problems;
using Technic.Web.Security;

namespace Technic.Web.Polygon;

/// <summary>
/// The Polygon-compatible API: the endpoints of <see cref="PolygonEndpoints"/>. Polygon clients can use Technic by changing the base URL.
/// The endpoints are not part of the OpenAPI document; Polygon's own one describes them.
/// </summary>
internal static class PolygonApi
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds the cache of passed requests.</summary>
    public static IServiceCollection AddPolygon(this IServiceCollection services)
    {
        services.AddMemoryCache(memory => memory.SizeLimit = PassThrough.MaxBytes);
        services.AddOptions<MemoryCacheOptions>().Configure<TimeProvider>((memory, time) => memory.Clock = new CacheClock(time));
        services.AddHybridCache(cache =>
        {
            cache.MaximumPayloadBytes = PassThrough.MaxKeptBytes;
            cache.MaximumKeyLength = PassThrough.MaxPathLength;
        });
        return services.AddSingleton<PassThrough>();
    }

    public static void MapPolygon(this IEndpointRouteBuilder app)
    {
        var polygon = app.MapGroup("").ForReadersWithQueryKey().ExcludeFromDescription();
        foreach (var endpoint in PolygonEndpoints.All)
            polygon.MapMethods(endpoint.Path, Methods, context => AnswerAsync(context, endpoint));
        // An endpoint that Polygon has added since can be passed on too.
        foreach (var root in PolygonEndpoints.Roots)
            polygon.MapMethods($"/{root}/{{**rest}}", Methods, context => AnswerAsync(context, null)).WithOrder(1);
    }

    private static async Task AnswerAsync(HttpContext context, PolygonEndpoint? endpoint)
    {
        var result = await ResultAsync(context, endpoint).ConfigureAwait(false);
        await result.ExecuteAsync(context).ConfigureAwait(false);
    }

    private static async Task<IResult> ResultAsync(HttpContext context, PolygonEndpoint? endpoint)
    {
        var services = context.RequestServices;
        var engine = services.GetRequiredService<IScanEngine>();
        try
        {
            if (endpoint is null)
                throw new NotServedException(Problem.NotFound($"Unknown endpoint {context.Request.Path.ToUriComponent()}."));
            return await endpoint.Serve(new PolygonCall(context, engine, services.GetRequiredService<MarketClock>())).ConfigureAwait(false);
        }
        catch (NotServedException problem)
        {
            var provider = services.GetRequiredService<PassThrough>();
            return await provider.AnswerAsync(context, engine, problem.Problem, endpoint?.Life ?? PassThrough.Recent).ConfigureAwait(false);
        }
    }

    /// <summary>The clock of the server as that of its cache.</summary>
    private sealed class CacheClock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
