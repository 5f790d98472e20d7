using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Reports;
using Technic.Web.Problems;
using Technic.Web.Responses;
using Technic.Web.Security;

namespace Technic.Web.Polygon;

/// <summary>
/// Polygon-compatible endpoints, served from the cache. Polygon clients can use Technic by changing the base URL. The endpoints are not
/// part of the OpenAPI document.
/// </summary>
internal static class PolygonApi
{
    private const string TierHeader = "X-Technic-Tier";

    public static void MapPolygon(this IEndpointRouteBuilder app)
    {
        var polygon = app.MapGroup("").ForReadersWithQueryKey().ExcludeFromDescription();
        polygon.MapGet("/v2/aggs/ticker/{ticker}/range/{multiplier}/{timespan}/{from}/{to}", GetBarsAsync);
        polygon.MapGet("/v2/aggs/grouped/locale/us/market/stocks/{date}", PolygonReference.GetSessionAsync);
        polygon.MapGet("/v3/reference/tickers", PolygonReference.GetTickersAsync);
        polygon.MapGet("/v3/reference/splits", PolygonActions.GetOldSplitsAsync);
        polygon.MapGet("/v3/reference/dividends", PolygonActions.GetOldDividendsAsync);
        polygon.MapGet("/stocks/v1/splits", PolygonActions.GetSplitsAsync);
        polygon.MapGet("/stocks/v1/dividends", PolygonActions.GetDividendsAsync);
    }

    private static async Task<IResult> GetBarsAsync(
        RequestedAggregates requested, IScanEngine engine, MarketClock clock, HttpContext context)
    {
        if (requested.Key(clock) is not { } key) return Answer(context, requested, PolygonJson.Ok, [], next: null);
        var lookup = await engine.GetHistoryAsync(key, requested.Adjust, context.RequestAborted).ConfigureAwait(false);
        if (!lookup.Succeeded) return new ProblemResult(Failed(lookup));

        var (bars, hasMore) = requested.PageOf(lookup.History.Bars);
        var next = hasMore ? requested.Query.NextUrl(context.Request, FormattableString.Invariant($"{Instants.Of(bars[^1].Time)}")) : null;
        context.Response.Headers[TierHeader] = lookup.Tier.Word();
        return Answer(context, requested, lookup.IsStale ? PolygonJson.Delayed : PolygonJson.Ok, bars, next);
    }

    private static JsonResponse Answer(
        HttpContext context, RequestedAggregates requested, string status, IReadOnlyList<Bar> bars, string? next) => new(json =>
        PolygonJson.WriteBars(
            json, context, requested.Symbol.Text, requested.Adjust == PriceAdjustment.Splits, status, bars,
            (to, bar) => PolygonJson.WriteBar(to, bar, Instants.Of(bar.Time)), next));

    private static Problem Failed(HistoryLookup lookup)
    {
        var problem = Problem.Unavailable(lookup.Problem ?? "No price history.");
        return lookup.Failure switch
        {
            PriceSourceFailure.NotAuthorized or PriceSourceFailure.Forbidden =>
                problem with { Status = StatusCodes.Status403Forbidden, RetryAfter = null },
            PriceSourceFailure.RateLimited => problem with { Status = StatusCodes.Status429TooManyRequests },
            PriceSourceFailure.BadData => problem with { Status = StatusCodes.Status502BadGateway, RetryAfter = null },
            _ => problem,
        };
    }
}
