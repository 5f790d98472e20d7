using System.Text;
using Microsoft.AspNetCore.Http;

namespace Technic.Web.Responses;

/// <summary>A CSV response.</summary>
/// <param name="write">Writes the records.</param>
internal sealed class CsvResponse(Action<TextWriter> write) : IResult
{
    public const string ContentType = "text/csv";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = $"{ContentType}; charset=utf-8";
        await using var body = new StreamWriter(
            httpContext.Response.BodyWriter.AsStream(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        write(body);
    }
}
