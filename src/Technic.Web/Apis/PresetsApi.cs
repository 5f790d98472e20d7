using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Reports;
using Technic.Core.Scans.Requests;
using Technic.Web.OpenApi;
using Technic.Web.Responses;

namespace Technic.Web.Apis;

/// <summary><c>/api/presets</c>: the built-in presets.</summary>
internal static class PresetsApi
{
    public static void MapPresets(this IEndpointRouteBuilder api) =>
        api.MapGet("/presets", () => new JsonResponse(json => PresetReport.WriteJson(json, Presets.BuiltIn))).WithName("getPresets")
            .WithTags("Scans")
            .WithSummary("List the presets, with their meaning and their fields.")
            .WithDescription("A preset is a built-in scan. A request names it in the field preset, and explicit fields override it.")
            .Describe(new ApiShape(Shapes.Presets));
}
