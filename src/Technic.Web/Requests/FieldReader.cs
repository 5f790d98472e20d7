using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Web.Requests;

/// <summary>
/// Reads fields out of a body or a query. A field that does not exist is refused by name, for a filter that is silently ignored gives a
/// wrong answer.
/// </summary>
internal static class FieldReader
{
    // A listing in a universe is as deep as a request gets.
    private static readonly JsonDocumentOptions Flat = new() { MaxDepth = 4 };

    /// <summary>Reads the body of a request.</summary>
    /// <param name="request">A request whose body is a JSON object.</param>
    /// <param name="fields">What may stand in it.</param>
    /// <exception cref="ScanRequestException">It is no such body.</exception>
    /// <exception cref="BadHttpRequestException">It is too long, or not said to be JSON.</exception>
    public static async Task<ScanDraft> OfBodyAsync(HttpRequest request, IReadOnlyList<ScanField> fields)
    {
        if (!request.HasJsonContentType())
            throw new BadHttpRequestException("The body has to be JSON, with the header Content-Type: application/json.", StatusCodes.Status415UnsupportedMediaType);
        using var body = await ParseAsync(request).ConfigureAwait(false);
        return OfJson(body.RootElement, fields);
    }

    /// <summary>Reads a query.</summary>
    /// <exception cref="ScanRequestException">A parameter is none of the fields, or its value cannot be used.</exception>
    public static ScanDraft OfQuery(IQueryCollection query, IReadOnlyList<ScanField> fields)
    {
        var possible = fields.Where(field => field.InQuery).ToArray();
        var draft = new ScanDraft();
        foreach (var (name, values) in query.OrderByDescending(parameter => parameter.Key == ScanFields.Preset))
            Find(name, possible, "parameter").Read(draft, new GivenQuery(name, values));
        return draft;
    }

    private static async Task<JsonDocument> ParseAsync(HttpRequest request)
    {
        try
        {
            return await JsonDocument.ParseAsync(request.Body, Flat, request.HttpContext.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException problem)
        {
            throw new ScanRequestException(
                $"The body is no JSON that can be read; it goes wrong in line {problem.LineNumber + 1}, at byte {problem.BytePositionInLine + 1}.");
        }
    }

    /// <summary>Reads a body that is JSON.</summary>
    /// <exception cref="ScanRequestException">It is no object, or a field of it is none or cannot be used.</exception>
    public static ScanDraft OfJson(JsonElement body, IReadOnlyList<ScanField> fields)
    {
        if (body.ValueKind != JsonValueKind.Object) throw new ScanRequestException("The body has to be a JSON object with the fields of a scan.");
        var draft = new ScanDraft();
        var given = new HashSet<string>();
        foreach (var property in body.EnumerateObject().OrderByDescending(property => property.NameEquals(ScanFields.Preset)))
        {
            var field = Find(property.Name, fields, "field");
            if (!given.Add(field.Name)) throw new ScanRequestException($"{field.Name} is given twice, and can be given once.");
            if (property.Value.ValueKind != JsonValueKind.Null) field.Read(draft, new GivenJson(property.Name, property.Value));
        }
        return draft;
    }

    private static ScanField Find(string name, IReadOnlyList<ScanField> fields, string what)
    {
        foreach (var field in fields)
        {
            if (field.Name == name) return field;
        }
        var names = fields.Select(field => field.Name);
        throw new ScanRequestException($"'{Printable.Of(name)}' is no {what} here{Suggestion.DidYouMean(name, names)}. There are: {string.Join(", ", names)}.");
    }
}
