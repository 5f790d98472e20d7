using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Technic.FakePolygon;

/// <summary>The query of a request; for a later page it is, with its offset, in the cursor of the <c>next_url</c>.</summary>
internal sealed class Parameters
{
    private readonly Dictionary<string, StringValues> _values;

    private Parameters(Dictionary<string, StringValues> values) => _values = values;

    /// <summary>The index of the first row of the page.</summary>
    public int Offset => Number("offset", 0);

    public static Parameters Of(HttpRequest request)
    {
        var query = QueryHelpers.ParseQuery(request.QueryString.Value);
        if (!query.TryGetValue("cursor", out var cursor)) return new Parameters(query);
        return new Parameters(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(cursor.ToString()))));
    }

    public string? Text(string name) => _values.TryGetValue(name, out var value) ? value.ToString() : null;

    public bool IsFalse(string name) => Text(name) == "false";

    public DateOnly? Day(string name) =>
        Text(name) is { } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    public int Limit(int unlessTold, int most) => Math.Clamp(Number("limit", unlessTold), 1, most);

    /// <summary>The address of the page that begins with a row.</summary>
    public string NextUrl(HttpRequest request, int offset)
    {
        var next = new Dictionary<string, string?>(_values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value.ToString())))
        {
            ["offset"] = offset.ToString(CultureInfo.InvariantCulture),
        };
        var cursor = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(QueryHelpers.AddQueryString("", next)));
        return $"{request.Scheme}://{request.Host}{request.Path.ToUriComponent()}?cursor={cursor}";
    }

    private int Number(string name, int unlessTold) =>
        int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : unlessTold;
}
