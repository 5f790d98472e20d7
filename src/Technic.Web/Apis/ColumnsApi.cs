using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Reports;
using Technic.Web.Answers;
using Technic.Web.OpenApi;

namespace Technic.Web.Apis;

/// <summary><c>/api/columns</c>: what a row says.</summary>
internal static class ColumnsApi
{
    public static void MapColumns(this IEndpointRouteBuilder api) =>
        api.MapGet("/columns", () => new JsonAnswer(ColumnReport.WriteJson)).WithName("getColumns").WithTags("Scans")
            .WithSummary("The columns of a row, with unit and meaning.")
            .Describe(new ApiShape(Shapes.Columns));
}
