using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Technic.Columnar;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Core.Text;
using Technic.Web.Responses;

namespace Technic.Web.Requests;

/// <summary>
/// The format of a response: the parameter <c>format</c> of the query, otherwise the Accept header, otherwise the usual format of the
/// endpoint.
/// </summary>
/// <param name="Table">The format of a table; <c>null</c> for JSON.</param>
internal sealed record RequestedFormat(TableFormat? Table) : IBindableFromHttpContext<RequestedFormat>
{
    private const string Name = "format";
    private const string Json = "json";

    private static readonly (string Word, TableFormat Format)[] Words =
        [.. Enum.GetValues<TableFormat>().Select(format => (format.ToString().ToLowerInvariant(), format))];

    private static readonly string[] Types = [.. Words.Select(known => TableResponse.MediaTypeOf(known.Format))];

    /// <summary>The parameter of the query.</summary>
    public static ScanField Field { get; } = new(
        Name, FieldKind.Text, "Format of the response (default: by the Accept header).", (_, _) => { }, (_, _) => { })
    {
        Choices = [Json, .. Words.Select(known => known.Word)],
    };

    /// <exception cref="ScanRequestException">Unknown format.</exception>
    /// <exception cref="BadHttpRequestException">No accepted type is available.</exception>
    public static ValueTask<RequestedFormat?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        return ValueTask.FromResult<RequestedFormat?>(Of(context.Request));
    }

    /// <summary>Reads the format of an endpoint whose usual format is JSON.</summary>
    /// <inheritdoc cref="BindAsync"/>
    public static RequestedFormat Of(HttpRequest request) =>
        request.Query.TryGetValue(Name, out var given)
            ? OfWord(given.ToString()) : new(OfType(request, [JsonResponse.ContentType, .. Types]));

    /// <summary>Reads the format of an endpoint that has tables only, CSV as a rule.</summary>
    /// <inheritdoc cref="BindAsync"/>
    public static TableFormat OfTable(HttpRequest request)
    {
        if (!request.Query.TryGetValue(Name, out var given)) return OfType(request, Types)!.Value;
        var words = string.Join(", ", Words.Select(known => known.Word));
        return OfWord(given.ToString()).Table
            ?? throw new ScanRequestException($"This is a table, not JSON: format must be one of {words}.");
    }

    private static TableFormat? OfType(HttpRequest request, IReadOnlyList<string> offered)
    {
        var type = AcceptedTypes.Choose(request, offered);
        return Words.Where(known => TableResponse.MediaTypeOf(known.Format) == type).Select(known => (TableFormat?)known.Format)
            .FirstOrDefault();
    }

    private static RequestedFormat OfWord(string word)
    {
        if (word == Json) return new RequestedFormat(Table: null);
        foreach (var known in Words)
        {
            if (known.Word == word) return new RequestedFormat(known.Format);
        }
        var names = Field.Choices;
        throw new ScanRequestException(
            $"Unknown format '{Printable.Of(word)}'{Suggestion.DidYouMean(word, names)}. Expected: {string.Join(", ", names)}.");
    }
}
