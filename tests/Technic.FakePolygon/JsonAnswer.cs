using System.Buffers;
using System.Net.Mime;
using System.Text.Json;

namespace Technic.FakePolygon;

/// <summary>Writes a response and sends it as a whole.</summary>
internal static class JsonAnswer
{
    private const int FirstBuffer = 64 << 10;

    /// <summary>The bytes of a response.</summary>
    public static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(FirstBuffer);
        using (var writer = new Utf8JsonWriter(body, new JsonWriterOptions { SkipValidation = true })) write(writer);
        return body.WrittenSpan.ToArray();
    }

    /// <summary>Sends prepared bytes.</summary>
    public static async Task SendAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    public static async Task SendAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(FirstBuffer);
        using (var writer = new Utf8JsonWriter(body, new JsonWriterOptions { SkipValidation = true })) write(writer);
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypeNames.Application.Json;
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
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
