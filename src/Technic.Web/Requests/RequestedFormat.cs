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
/// <param name="Table">The format of a table; <c>null</c> for JSON, and if no known format is requested.</param>
/// <param name="IsJson">Whether the query requests JSON.</param>
internal sealed record RequestedFormat(TableFormat? Table, bool IsJson = false) : IBindableFromHttpContext<RequestedFormat>
{
    private const string Name = "format";
    private const string Json = "json";

    private static readonly (string Word, TableFormat Format)[] Words =
        [.. Enum.GetValues<TableFormat>().Select(format => (format.ToString().ToLowerInvariant(), format))];

    /// <summary>The parameter of the query.</summary>
    public static ScanField Field { get; } = new(
        Name, FieldKind.Text, "Format of the response (default: by the Accept header).", (_, _) => { }, (_, _) => { })
    {
        Choices = [Json, .. Words.Select(known => known.Word)],
    };

    /// <exception cref="ScanRequestException">Unknown format.</exception>
    public static ValueTask<RequestedFormat?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        return ValueTask.FromResult<RequestedFormat?>(Of(context.Request));
    }

    /// <summary>Reads the format.</summary>
    /// <exception cref="ScanRequestException">Unknown format.</exception>
    public static RequestedFormat Of(HttpRequest request)
    {
        if (request.Query.TryGetValue(Name, out var given)) return OfWord(given.ToString());
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)) return new RequestedFormat(Table: null);
        foreach (var type in accepted.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1))
        {
            if (type.MediaType.Equals(JsonResponse.ContentType, StringComparison.OrdinalIgnoreCase)) break;
            foreach (var (_, format) in Words)
            {
                if (type.MediaType.Equals(TableResponse.MediaTypeOf(format), StringComparison.OrdinalIgnoreCase))
                    return new RequestedFormat(format);
            }
        }
        return new RequestedFormat(Table: null);
    }

    private static RequestedFormat OfWord(string word)
    {
        if (word == Json) return new RequestedFormat(Table: null, IsJson: true);
        foreach (var known in Words)
        {
            if (known.Word == word) return new RequestedFormat(known.Format);
        }
        var names = Field.Choices;
        throw new ScanRequestException(
            $"Unknown format '{Printable.Of(word)}'{Suggestion.DidYouMean(word, names)}. Expected: {string.Join(", ", names)}.");
    }
}
