using System.Text.Json;
using Technic.Web.Responses;

namespace Technic.Web.Polygon;

/// <summary>A page of reference data. The position of its last result is the cursor of the next one.</summary>
internal static class PolygonPage
{
    /// <summary>Returns a page of the results.</summary>
    /// <param name="call">The request.</param>
    /// <param name="found">All results, in ascending order of their position.</param>
    /// <param name="place">The position of a result in the order.</param>
    /// <param name="isDescending">Whether the order is descending.</param>
    /// <param name="limit">The maximum number of results per page.</param>
    /// <param name="write">Writes the properties of a result.</param>
    public static JsonResponse Of<T>(
        PolygonCall call, IEnumerable<T> found, Func<T, string> place, bool isDescending, int limit,
        Action<Utf8JsonWriter, T> write)
    {
        var (context, query) = (call.Context, call.Query);
        if (isDescending) found = found.Reverse();
        if (query.After is { } after)
            found = found.Where(item => string.CompareOrdinal(place(item), after) is var order && (isDescending ? order < 0 : order > 0));
        var page = found.Take(limit + 1).ToList();
        var next = page.Count > limit ? query.NextUrl(context.Request, place(page[limit - 1])) : null;
        return new JsonResponse(json => PolygonJson.WriteReference(json, context, page.Count > limit ? page[..limit] : page, write, next));
    }
}
