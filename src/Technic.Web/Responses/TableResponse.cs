using Microsoft.AspNetCore.Http;
using Technic.Columnar;
using Technic.Core.Reports;

namespace Technic.Web.Responses;

/// <summary>A table as CSV, Arrow or Parquet.</summary>
/// <param name="table">The table.</param>
/// <param name="format">The format.</param>
internal sealed class TableResponse(ReportTable table, TableFormat format) : IResult
{
    /// <summary>The media type of CSV.</summary>
    public const string Csv = "text/csv";

    /// <summary>The media type of a format.</summary>
    public static string MediaTypeOf(TableFormat format) => format switch
    {
        TableFormat.Arrow => ArrowTable.ContentType,
        TableFormat.Parquet => ParquetTable.ContentType,
        _ => Csv,
    };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var type = MediaTypeOf(format);
        httpContext.Response.ContentType = format == TableFormat.Csv ? $"{type}; charset=utf-8" : type;
        await using var body = httpContext.Response.BodyWriter.AsStream(leaveOpen: true);
        await TableFile.WriteStreamAsync(body, table, format, httpContext.RequestAborted).ConfigureAwait(false);
    }
}
