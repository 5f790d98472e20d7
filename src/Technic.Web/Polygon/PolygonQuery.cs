using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Web.Polygon;

/// <summary>
/// The query of a request to Polygon's API. That of a later page stands in the <c>cursor</c> of its <c>next_url</c>, with the place where
/// it begins. A cursor says nothing that a
/// client could not say itself, so that it needs no signature. Parameters that nothing asks for are passed over, as Polygon does.
/// </summary>
internal sealed class PolygonQuery
{
    private const string Cursor = "cursor", AfterName = "after";

    private readonly IReadOnlyDictionary<string, StringValues> _values;

    private PolygonQuery(IReadOnlyDictionary<string, StringValues> values) => _values = values;

    /// <summary>The last thing of the page before, in a form of the endpoint's own; <c>null</c> on the first page.</summary>
    public string? After => Text(AfterName);

    /// <exception cref="ScanRequestException">The cursor is none.</exception>
    public static PolygonQuery Of(HttpRequest request)
    {
        if (!request.Query.TryGetValue(Cursor, out var cursor)) return new PolygonQuery(request.Query.ToDictionary(v => v.Key, v => v.Value));
        try
        {
            return new PolygonQuery(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor.ToString()))));
        }
        catch (FormatException)
        {
            throw new ScanRequestException("The cursor is none that an answer's next_url has.");
        }
    }

    /// <summary>A parameter; <c>null</c> when it is not there, or empty.</summary>
    /// <exception cref="ScanRequestException">It is there twice.</exception>
    public string? Text(string name)
    {
        if (!_values.TryGetValue(name, out var values)) return null;
        if (values.Count > 1) throw new ScanRequestException($"The parameter '{name}' is given {values.Count} times, and can be given once.");
        return values is [{ Length: > 0 } text] ? text : null;
    }

    /// <exception cref="ScanRequestException">It is neither <c>true</c> nor <c>false</c>.</exception>
    public bool Flag(string name, bool fallback) => Text(name)?.ToLowerInvariant() switch
    {
        null => fallback,
        "true" => true,
        "false" => false,
        var other => throw new ScanRequestException($"The parameter '{name}' is true or false, and not '{Printable.Of(other)}'."),
    };

    /// <exception cref="ScanRequestException">It is none of the words.</exception>
    public string Word(string name, string fallback, params ReadOnlySpan<string> words)
    {
        if (Text(name) is not { } given) return fallback;
        foreach (var word in words)
        {
            if (word == given) return word;
        }
        throw new ScanRequestException($"The parameter '{name}' can be {string.Join(" or ", words!)}, and not '{Printable.Of(given)}'.");
    }

    /// <exception cref="ScanRequestException">It is no day.</exception>
    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text) return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new ScanRequestException($"The parameter '{name}' has the form YYYY-MM-DD, and '{Printable.Of(text)}' has not.");
    }

    /// <summary>The most results of a page; more than the most are cut to it, as Polygon does.</summary>
    /// <exception cref="ScanRequestException">It is no number above 0.</exception>
    public int Limit(int fallback, int most)
    {
        if (Text("limit") is not { } text) return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
            ? Math.Min(limit, most)
            : throw new ScanRequestException($"The parameter 'limit' is a number, 1 to {most}, and not '{Printable.Of(text)}'.");
    }

    /// <summary>Refuses parameters that would change the answer and that nothing here understands.</summary>
    /// <exception cref="ScanRequestException">One of them is given.</exception>
    public void Refuse(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Text(name) is not null) throw new ScanRequestException($"The parameter '{name}' is not served here; ask Polygon itself.");
        }
    }

    /// <summary>The address of the next page, which a client may lengthen by <c>&amp;apiKey=…</c>.</summary>
    /// <param name="request">The request for this page.</param>
    /// <param name="after">The last thing on it.</param>
    public string NextUrl(HttpRequest request, string after)
    {
        var query = QueryString.Create(_values.Where(value => value.Key != AfterName)).Add(AfterName, after).Value![1..];
        var cursor = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(query));
        return $"{request.Scheme}://{request.Host}{request.PathBase}{request.Path.ToUriComponent()}?{Cursor}={cursor}";
    }
}
