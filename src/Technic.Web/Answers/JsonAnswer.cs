using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Reporting;

namespace Technic.Web.Answers;

/// <summary>An answer in JSON that is written straight into the response.</summary>
internal sealed class JsonAnswer(Action<Utf8JsonWriter> write) : IResult
{
    public const string ContentType = "application/json";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = $"{ContentType}; charset=utf-8";
        var body = httpContext.Response.BodyWriter;
        using (var json = Json.Writer(body)) write(json);
        await body.FlushAsync(httpContext.RequestAborted).ConfigureAwait(false);
    }
}
