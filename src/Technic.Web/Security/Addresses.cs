using Microsoft.AspNetCore.Http;

namespace Technic.Web.Security;

/// <summary>Classifies request paths.</summary>
internal static class Addresses
{
    /// <summary>Whether the path belongs to the API and not to a page.</summary>
    public static bool IsApi(PathString path) => path.StartsWithSegments("/api") || IsPolygonApi(path);

    /// <summary>Whether the path belongs to the Polygon-compatible API.</summary>
    public static bool IsPolygonApi(PathString path) => path.StartsWithSegments("/v2") || path.StartsWithSegments("/v3");
}
