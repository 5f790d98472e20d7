using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Scans;
using Technic.Core.Text;
using Technic.Web.Problems;

namespace Technic.Web.Requests;

/// <summary>
/// Reads the fields of a request body or a query. Unknown fields are rejected, because a silently ignored filter gives a wrong result.
/// </summary>
internal static class FieldReader
{
    // The deepest element of a request is a listing in a universe.
    private static readonly JsonDocumentOptions Flat = new() { MaxDepth = 4 };

    /// <summary>Reads a request body.</summary>
    /// <param name="request">A request with a JSON object as its body.</param>
    /// <param name="fields">The allowed fields.</param>
    /// <param name="draft">What the fields change; the defaults if it is left out.</param>
    /// <exception cref="ScanRequestException">The body is invalid.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large, or its content type is not JSON.</exception>
    public static async Task<ScanDraft> OfBodyAsync(
        HttpRequest request, IReadOnlyList<ScanField> fields, ScanDraft? draft = null)
    {
        using var body = await ParseAsync(request).ConfigureAwait(false);
        return OfJson(body.RootElement, fields, draft);
    }

    /// <summary>Reads a request body whose fields are read elsewhere.</summary>
    /// <inheritdoc cref="OfBodyAsync"/>
    public static async Task<JsonElement> ReadBodyAsync(HttpRequest request, IReadOnlyList<ScanField> fields)
    {
        using var body = await ParseAsync(request).ConfigureAwait(false);
        OfJson(body.RootElement, fields);
        return body.RootElement.Clone();
    }

    /// <summary>Reads a query.</summary>
    /// <exception cref="ScanRequestException">Unknown parameter, or invalid value.</exception>
    public static ScanDraft OfQuery(IQueryCollection query, IReadOnlyList<ScanField> fields)
    {
        var possible = fields.Where(field => field.InQuery).ToArray();
        var draft = new ScanDraft();
        foreach (var (name, values) in query.OrderByDescending(parameter => parameter.Key == ScanFields.Preset))
            Find(name, possible, "parameter").Read(draft, new QueryFieldValue(name, values));
        return draft;
    }

    /// <summary>Requires that all names are those of fields.</summary>
    /// <exception cref="ScanRequestException">One is not; the message suggests another one.</exception>
    public static void RequireKnown(IEnumerable<string> names, IReadOnlyList<ScanField> fields)
    {
        foreach (var name in names) Find(name, fields, "parameter");
    }

    private static async Task<JsonDocument> ParseAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            throw new BadHttpRequestException(Problem.NotJson, StatusCodes.Status415UnsupportedMediaType);
        try
        {
            return await JsonDocument.ParseAsync(request.Body, Flat, request.HttpContext.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException) when (request.ContentLength == 0)
        {
            throw new ScanRequestException("The request body is empty: it must be a JSON object.");
        }
        catch (JsonException problem)
        {
            throw new ScanRequestException($"Invalid JSON at line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}.");
        }
    }

    /// <summary>Reads a JSON body.</summary>
    /// <exception cref="ScanRequestException">The body is not an object, or a field is unknown or invalid.</exception>
    public static ScanDraft OfJson(JsonElement body, IReadOnlyList<ScanField> fields, ScanDraft? draft = null)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw new ScanRequestException($"The request body must be a JSON object with fields among: {NamesOf(fields)}.");
        draft ??= new ScanDraft();
        var given = new HashSet<string>();
        foreach (var property in body.EnumerateObject().OrderByDescending(property => property.NameEquals(ScanFields.Preset)))
        {
            var field = Find(property.Name, fields, "field");
            if (!given.Add(field.Name)) throw new ScanRequestException($"Duplicate field '{field.Name}'.");
            if (property.Value.ValueKind != JsonValueKind.Null) field.Read(draft, new JsonFieldValue(property.Name, property.Value));
        }
        return draft;
    }

    private static ScanField Find(string name, IReadOnlyList<ScanField> fields, string what)
    {
        foreach (var field in fields)
        {
            if (field.Name == name) return field;
        }
        if (fields.Count == 0) throw new ScanRequestException($"Unknown {what} '{Printable.Of(name)}': no {what}s are possible here.");
        var nearest = Suggestion.DidYouMean(name, fields.Select(field => field.Name));
        throw new ScanRequestException($"Unknown {what} '{Printable.Of(name)}'{nearest}. Expected: {NamesOf(fields)}.");
    }

    private static string NamesOf(IEnumerable<ScanField> fields) => string.Join(", ", fields.Select(field => field.Name));
}
