using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Web.Wire;

namespace Technic.Web.Requests;

/// <summary>Which of a scan's rows are asked for.</summary>
/// <param name="Offset">The first one's place, from 0.</param>
/// <param name="Limit">The most.</param>
internal sealed record RowPage(int Offset, int Limit) : IBindableFromHttpContext<RowPage>
{
    private const int MostRows = 1_000;
    private const int UsualRows = 100;

    /// <summary>What may stand in the query.</summary>
    public static ImmutableArray<ScanField> Fields { get; } =
    [
        new("offset", FieldKind.Whole, "The place of the first row, from 0.",
            (draft, given) => draft.Page = draft.Page with { Offset = given.Whole() }, (_, _) => { }),
        new("limit", FieldKind.Whole, "The most rows, 1 to 1000; 100 unless told.",
            (draft, given) => draft.Page = draft.Page with { Limit = given.Whole() }, (_, _) => { }),
    ];

    public static RowPage First { get; } = new(0, UsualRows);

    /// <exception cref="ScanRequestException">It is no page.</exception>
    public static ValueTask<RowPage?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var page = FieldReader.OfQuery(context.Request.Query, Fields).Page;
        if (page.Offset < 0) throw new ScanRequestException($"{page.Offset} is no place of a row: 0 is the first.");
        if (page.Limit is < 1 or > MostRows) throw new ScanRequestException($"{page.Limit} is no number of rows: 1 to {MostRows} are possible.");
        return ValueTask.FromResult<RowPage?>(page);
    }

    /// <summary>Writes <c>{"offset","limit","total","next","rows"}</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="all">All rows.</param>
    /// <param name="path">Where pages of them are.</param>
    public void Write(Utf8JsonWriter json, IReadOnlyList<RankedRow> all, string path)
    {
        var end = (int)Math.Min(all.Count, (long)Offset + Limit);
        json.WriteStartObject();
        json.WriteNumber("offset", Offset);
        json.WriteNumber("limit", Limit);
        json.WriteNumber("total", all.Count);
        json.WriteString("next", end < all.Count ? string.Create(CultureInfo.InvariantCulture, $"{path}?offset={end}&limit={Limit}") : null);
        json.WriteStartArray("rows");
        for (var i = Offset; i < end; i++) RowJson.Write(json, all[i]);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
