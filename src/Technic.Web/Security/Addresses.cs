using Microsoft.AspNetCore.Http;
using Technic.Web.Polygon;

namespace Technic.Web.Security;

/// <summary>Classifies request paths.</summary>
internal static class Addresses
{
    private static readonly PathString[] PolygonRoots = [.. PolygonEndpoints.Roots.Select(root => new PathString($"/{root}"))];

    /// <summary>Whether the path belongs to the API and not to a page.</summary>
    public static bool IsApi(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/mcp") || IsPolygonApi(path);

    /// <summary>Whether the path belongs to the Polygon-compatible API.</summary>
    public static bool IsPolygonApi(PathString path)
    {
        foreach (var root in PolygonRoots)
        {
            if (path.StartsWithSegments(root)) return true;
        }
        return false;
    }
}
