using Microsoft.AspNetCore.Http;

namespace Technic.Web.Security;

/// <summary>What is told by a request's path alone.</summary>
internal static class Addresses
{
    /// <summary>Whether programs use it, and no person's browser by a link.</summary>
    public static bool AreOfPrograms(PathString path) => path.StartsWithSegments("/api") || AreOfPolygon(path);

    /// <summary>Whether clients of Polygon use it, who expect everything in its form.</summary>
    public static bool AreOfPolygon(PathString path) => path.StartsWithSegments("/v2") || path.StartsWithSegments("/v3");
}
