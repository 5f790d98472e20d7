using System.Text.Json;
using Technic.Web.Responses;

namespace Technic.Web.Polygon;

/// <summary>A page of reference data. The place of its last result is the cursor of the next one.</summary>
internal static class PolygonPage
{
    /// <summary>Returns a page of the results.</summary>
    /// <param name="call">The request.</param>
    /// <param name="found">All results, in any order.</param>
    /// <param name="order">Their order.</param>
    /// <param name="limit">The maximum number of results per page.</param>
    /// <param name="write">Writes the properties of a result.</param>
    /// <exception cref="Core.Scans.ScanRequestException">Invalid cursor.</exception>
    public static JsonResponse Of<T>(
        PolygonCall call, IEnumerable<T> found, PolygonOrder<T> order, int limit, Action<Utf8JsonWriter, T> write)
    {
        var (context, query) = (call.Context, call.Query);
        var page = order.Sort(found, query.After).Take(limit + 1).ToList();
        var next = page.Count > limit ? query.NextUrl(context.Request, order.PlaceOf(page[limit - 1])) : null;
        return new JsonResponse(json => PolygonJson.WriteReference(json, context, page.Count > limit ? page[..limit] : page, write, next));
    }
}
