using System.Net.Mime;
using System.Text.Json;

namespace Technic.FakePolygon;

/// <summary>Writes an answer straight into the response.</summary>
internal static class JsonAnswer
{
    public static async Task SendAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypeNames.Application.Json;
        var writer = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true });
        await using (writer) write(writer);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public static Task SendErrorAsync(HttpContext context, int status, string error) => SendAsync(context, status, json =>
    {
        json.WriteStartObject();
        json.WriteString("status", "ERROR"u8);
        WriteRequestId(json, context);
        json.WriteString("error", error);
        json.WriteEndObject();
    });

    public static void WriteRequestId(Utf8JsonWriter json, HttpContext context) => json.WriteString("request_id", context.TraceIdentifier);

    public static void WriteNextUrl(Utf8JsonWriter json, string? nextUrl)
    {
        if (nextUrl is not null) json.WriteString("next_url", nextUrl);
    }
}
