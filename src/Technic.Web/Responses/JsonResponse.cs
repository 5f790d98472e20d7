using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Technic.Core.Reports;

namespace Technic.Web.Responses;

/// <summary>A JSON response that is written directly to the response body.</summary>
/// <param name="write">Writes the JSON.</param>
/// <param name="status">The status code; <c>null</c> for the default.</param>
internal sealed class JsonResponse(Action<Utf8JsonWriter> write, int? status = null) : IResult
{
    public const string ContentType = "application/json";

    /// <summary>A document that is a record.</summary>
    /// <param name="document">The document.</param>
    /// <param name="type">Its type, of <see cref="Wire.WireContext"/>.</param>
    /// <param name="status">The status code; <c>null</c> for the default.</param>
    public static JsonResponse Of<T>(T document, JsonTypeInfo<T> type, int? status = null) =>
        new(json => JsonSerializer.Serialize(json, document, type), status);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (status is { } code) httpContext.Response.StatusCode = code;
        httpContext.Response.ContentType = $"{ContentType}; charset=utf-8";
        var body = httpContext.Response.BodyWriter;
        using (var json = Json.Writer(body)) write(json);
        await body.FlushAsync(httpContext.RequestAborted).ConfigureAwait(false);
    }
}
