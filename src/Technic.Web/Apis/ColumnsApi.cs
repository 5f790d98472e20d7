using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Technic.Core.Reports;
using Technic.Web.Responses;

namespace Technic.Web.Apis;

/// <summary><c>/api/columns</c>: the columns of a row.</summary>
internal static class ColumnsApi
{
    public static void MapColumns(this IEndpointRouteBuilder api) =>
        api.MapGet("/columns", () => JsonResponse.Of(ColumnDocument.All, ReportContext.Default.IReadOnlyListColumnDocument))
            .WithName("getColumns").WithTags("Scans")
            .WithSummary("List the columns of a row, with unit and meaning.")
            .WithDescription("Formulas can use them, and sort can name them.")
            .Produces<IReadOnlyList<ColumnDocument>>();
}
