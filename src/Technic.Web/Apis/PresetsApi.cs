using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Reports;
using Technic.Core.Scans.Requests;
using Technic.Web.Answers;
using Technic.Web.OpenApi;

namespace Technic.Web.Apis;

/// <summary><c>/api/presets</c>: scans with a name.</summary>
internal static class PresetsApi
{
    public static void MapPresets(this IEndpointRouteBuilder api) =>
        api.MapGet("/presets", () => new JsonAnswer(json => PresetReport.WriteJson(json, Presets.BuiltIn))).WithName("getPresets").WithTags("Scans")
            .WithSummary("The presets that a scan can begin with, with what they look for and change.")
            .Describe(new ApiShape(Shapes.Presets));
}
