using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Engine;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Web.Wire;

namespace Technic.Web.Requests;

/// <summary>A page of the rows of a scan.</summary>
/// <param name="Offset">The index of the first row, from 0.</param>
/// <param name="Limit">The maximum number of rows.</param>
internal sealed record RowPage(int Offset, int Limit) : IBindableFromHttpContext<RowPage>
{
    private const string LimitName = "limit";

    /// <summary>The most rows that are read at once.</summary>
    public const int MaxRows = 1_000;

    private const int DefaultRows = 100;

    /// <summary>The fields of the query.</summary>
    public static ImmutableArray<ScanField> Fields { get; } =
    [
        new("offset", FieldKind.Integer, "Index of the first row, from 0.",
            (draft, given) => draft.Page = draft.Page with { Offset = given.Integer() }, (_, _) => { }),
        new(LimitName, FieldKind.Integer, "Maximum number of rows, 1 to 1000 (default 100).",
            (draft, given) => draft.Page = draft.Page with { Limit = given.Integer() }, (_, _) => { }),
    ];

    public static RowPage First { get; } = new(0, DefaultRows);

    /// <summary>Reads the page. A table has all rows from the offset on if the query has no limit.</summary>
    /// <exception cref="ScanRequestException">A parameter is out of range.</exception>
    public static ValueTask<RowPage?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = context.Request.Query;
        var page = FieldReader.OfQuery(query, [.. Fields, RequestedFormat.Field]).Page;
        if (page.Offset < 0) throw new ScanRequestException("offset must be 0 or greater.");
        if (RequestedFormat.Of(context.Request).Table is not null)
        {
            if (!query.ContainsKey(LimitName)) page = page with { Limit = int.MaxValue };
            return page.Limit >= 1
                ? ValueTask.FromResult<RowPage?>(page)
                : throw new ScanRequestException("limit must be 1 or greater.");
        }
        if (page.Limit is < 1 or > MaxRows) throw new ScanRequestException($"limit must be between 1 and {MaxRows}.");
        return ValueTask.FromResult<RowPage?>(page);
    }

    /// <summary>Writes <c>{"offset","limit","total","next","rows"}</c>.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="range">The rows of the page.</param>
    /// <param name="path">The path of the pages.</param>
    public void Write(Utf8JsonWriter json, RowRange range, string path)
    {
        var end = (int)Math.Min(range.Total, (long)Offset + Limit);
        json.WriteStartObject();
        json.WriteNumber("offset", Offset);
        json.WriteNumber("limit", Limit);
        json.WriteNumber("total", range.Total);
        json.WriteString("next", end < range.Total
            ? string.Create(CultureInfo.InvariantCulture, $"{path}?offset={end}&limit={Limit}") : null);
        json.WriteStartArray("rows");
        foreach (var row in range.Rows) RowJson.Write(json, row);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
