using System.Globalization;
using System.Numerics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Web.Polygon;

/// <summary>
/// The query of a request to the Polygon-compatible API. The <c>cursor</c> of a <c>next_url</c> contains the query and the position of the
/// next page. It contains no privileged data, so it is not signed. Like Polygon, unknown parameters are ignored.
/// </summary>
internal sealed class PolygonQuery
{
    public const string InvalidCursor = "Invalid cursor: use the next_url of a response.";

    private const StringSplitOptions ListItems = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private const string Cursor = "cursor", AfterName = "after";

    private readonly IReadOnlyDictionary<string, StringValues> _values;

    private PolygonQuery(IReadOnlyDictionary<string, StringValues> values) => _values = values;

    /// <summary>The last item of the previous page, in the format of the endpoint; <c>null</c> on the first page.</summary>
    public string? After => Text(AfterName);

    /// <summary>The time of the last item of the previous page, in Unix milliseconds; <c>null</c> on the first page.</summary>
    /// <exception cref="ScanRequestException">Invalid cursor.</exception>
    public long? AfterInstant
    {
        get
        {
            if (After is not { } text) return null;
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var after)
                ? after
                : throw new ScanRequestException(InvalidCursor);
        }
    }

    /// <exception cref="NotServedException">The cursor is not one of this server.</exception>
    public static PolygonQuery Of(HttpRequest request)
    {
        if (!request.Query.TryGetValue(Cursor, out var cursor))
            return new PolygonQuery(request.Query.ToDictionary(value => value.Key, value => value.Value));
        try
        {
            var values = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor.ToString())));
            if (values.ContainsKey(AfterName)) return new PolygonQuery(values);
        }
        catch (FormatException)
        {
            // One of Polygon's, or of nobody.
        }
        throw NotServedException.Unsupported(InvalidCursor);
    }

    /// <summary>Returns a parameter; <c>null</c> if it is missing or empty.</summary>
    /// <exception cref="ScanRequestException">Duplicate parameter.</exception>
    public string? Text(string name)
    {
        if (!_values.TryGetValue(name, out var values)) return null;
        if (values.Count > 1) throw new ScanRequestException($"Duplicate parameter '{name}'.");
        return values is [{ Length: > 0 } text] ? text : null;
    }

    /// <summary>The values of a list, separated by commas or in several parameters of the same name; empty without it.</summary>
    public IReadOnlyList<string> List(string name) =>
        _values.TryGetValue(name, out var values)
            ? [.. values.SelectMany(value => (value ?? "").Split(',', ListItems))]
            : [];

    /// <exception cref="ScanRequestException">The value is not <c>true</c> or <c>false</c>.</exception>
    public bool Flag(string name, bool fallback) => Text(name)?.ToLowerInvariant() switch
    {
        null => fallback,
        "true" or "1" => true,
        "false" or "0" => false,
        var other => throw new ScanRequestException($"Invalid parameter '{name}' (got '{Printable.Of(other)}'): expected true or false."),
    };

    /// <exception cref="ScanRequestException">Unknown value.</exception>
    public string Choice(string name, string fallback, params ReadOnlySpan<string> choices)
    {
        if (Text(name) is not { } given) return fallback;
        foreach (var choice in choices)
        {
            if (string.Equals(choice, given, StringComparison.OrdinalIgnoreCase)) return choice;
        }
        throw new ScanRequestException(
            $"Invalid parameter '{name}' (got '{Printable.Of(given)}'): expected {string.Join(" or ", choices!)}.");
    }

    /// <exception cref="ScanRequestException">Invalid date.</exception>
    public DateOnly? Day(string name) => Text(name) is { } text ? DayOf(name, text) : null;

    /// <exception cref="ScanRequestException">Invalid date.</exception>
    public static DateOnly DayOf(string name, string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new ScanRequestException($"Invalid parameter '{name}' (got '{Printable.Of(text)}'): expected YYYY-MM-DD.");

    /// <summary>A positive whole number.</summary>
    /// <exception cref="ScanRequestException">The value is not one.</exception>
    public int Number(string name, int fallback)
    {
        if (Text(name) is not { } text) return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new ScanRequestException($"Invalid parameter '{name}' (got '{Printable.Of(text)}'): expected a positive number.");
    }

    /// <summary>The maximum number of results per page. Like Polygon, larger values are reduced to the maximum.</summary>
    /// <exception cref="ScanRequestException">The value is not a positive number.</exception>
    public int Limit(int fallback, int max)
    {
        if (Text("limit") is not { } text) return fallback;
        return BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
            ? (int)BigInteger.Min(limit, max)
            : throw new ScanRequestException($"Invalid parameter 'limit' (got '{Printable.Of(text)}'): expected 1 to {max}.");
    }

    /// <summary>Rejects unsupported parameters that would change the result, and comparisons with them.</summary>
    /// <exception cref="NotServedException">A parameter is unsupported.</exception>
    public void RejectUnsupported(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            foreach (var suffix in TextFilter.Suffixes)
            {
                if (List(name + suffix).Count > 0)
                    throw NotServedException.Unsupported($"The parameter '{name}{suffix}' is not supported by this server.");
            }
        }
    }

    /// <summary>Rejects a request that includes securities that are traded over the counter.</summary>
    /// <exception cref="NotServedException">It includes them.</exception>
    public void RejectOverTheCounter()
    {
        if (Flag("include_otc", false))
            throw NotServedException.Unsupported("Securities that are traded over the counter are not supported.");
    }

    /// <summary>Rejects a request about other assets than US stocks.</summary>
    /// <exception cref="NotServedException">It is about other assets.</exception>
    public void RejectOtherAssets()
    {
        if (Text("asset_class") is not (null or "stocks") || Text("locale") is not (null or "us"))
            throw NotServedException.Unsupported("Only asset_class=stocks and locale=us are supported.");
    }

    /// <inheritdoc cref="NextUrl(HttpRequest, string)"/>
    public string NextUrl(HttpRequest request, long after) => NextUrl(request, after.ToString(CultureInfo.InvariantCulture));

    /// <summary>Returns the URL of the next page. Clients can append <c>&amp;apiKey=…</c>.</summary>
    /// <param name="request">The request for this page.</param>
    /// <param name="after">The last item of this page.</param>
    public string NextUrl(HttpRequest request, string after)
    {
        var query = QueryString.Create(_values.Where(value => value.Key != AfterName)).Add(AfterName, after).Value![1..];
        var cursor = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(query));
        return $"{request.Scheme}://{request.Host}{request.PathBase}{request.Path.ToUriComponent()}?{Cursor}={cursor}";
    }
}
