using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Reports;

namespace Technic.Web.Answers;

/// <summary>An answer in JSON that is written straight into the response.</summary>
/// <param name="write">Writes it.</param>
/// <param name="status">The status; <c>null</c> leaves the response's own.</param>
internal sealed class JsonAnswer(Action<Utf8JsonWriter> write, int? status = null) : IResult
{
    public const string ContentType = "application/json";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (status is { } code) httpContext.Response.StatusCode = code;
        httpContext.Response.ContentType = $"{ContentType}; charset=utf-8";
        var body = httpContext.Response.BodyWriter;
        using (var json = Json.Writer(body)) write(json);
        await body.FlushAsync(httpContext.RequestAborted).ConfigureAwait(false);
    }
}
