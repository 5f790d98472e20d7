using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Web.Polygon;

/// <summary>A column by which results can be sorted.</summary>
/// <param name="Name">Polygon's name.</param>
/// <param name="Key">The value of a result as a text that sorts like the value (ordinal).</param>
internal readonly record struct SortColumn<T>(string Name, Func<T, string> Key);

/// <summary>
/// The order of the results of a request: by columns, then by the identity of the result. The place of a result in the order is the cursor
/// of the next page.
/// </summary>
internal sealed class PolygonOrder<T> : IComparer<string[]>
{
    private const char Separator = '\n';

    private readonly IReadOnlyList<(Func<T, string> Key, bool IsDescending)> _columns;

    private PolygonOrder(IReadOnlyList<(Func<T, string> Key, bool IsDescending)> columns) => _columns = columns;

    /// <summary>The order by the identity alone.</summary>
    /// <param name="identity">A text that only one result has.</param>
    /// <param name="isDescending">Whether the order is descending.</param>
    public static PolygonOrder<T> By(Func<T, string> identity, bool isDescending) => new([(identity, isDescending)]);

    /// <summary>The order of the parameters <c>sort</c>, a column, and <c>order</c>.</summary>
    /// <param name="query">The query.</param>
    /// <param name="isDescending">Whether the order is descending by default.</param>
    /// <param name="identity">A text that only one result has.</param>
    /// <param name="columns">The columns; the first one is the default.</param>
    /// <exception cref="NotServedException">Another column.</exception>
    /// <exception cref="ScanRequestException">Invalid order.</exception>
    public static PolygonOrder<T> OfColumn(
        PolygonQuery query, bool isDescending, Func<T, string> identity, params ReadOnlySpan<SortColumn<T>> columns)
    {
        var column = Find(query.Text("sort") ?? columns[0].Name, columns);
        var descends = query.Choice("order", isDescending ? "desc" : "asc", "asc", "desc") == "desc";
        return new PolygonOrder<T>([(column.Key, descends), (identity, descends)]);
    }

    /// <summary>The order of the parameter <c>sort</c>: columns, each of them with <c>.asc</c> or <c>.desc</c>.</summary>
    /// <inheritdoc cref="OfColumn"/>
    public static PolygonOrder<T> OfColumns(
        PolygonQuery query, bool isDescending, Func<T, string> identity, params ReadOnlySpan<SortColumn<T>> columns)
    {
        var sorted = new List<(Func<T, string> Key, bool IsDescending)>();
        foreach (var part in query.List("sort").DefaultIfEmpty(columns[0].Name))
        {
            var (name, descends) = part switch
            {
                _ when part.EndsWith(".asc", StringComparison.Ordinal) => (part[..^".asc".Length], false),
                _ when part.EndsWith(".desc", StringComparison.Ordinal) => (part[..^".desc".Length], true),
                _ => (part, isDescending),
            };
            sorted.Add((Find(name, columns).Key, descends));
        }
        return new PolygonOrder<T>([.. sorted, (identity, sorted[^1].IsDescending)]);
    }

    /// <summary>Sorts the results after a place.</summary>
    /// <param name="results">The results.</param>
    /// <param name="after">A place; <c>null</c> for the first page.</param>
    /// <exception cref="ScanRequestException">The place is not one of this order.</exception>
    public IEnumerable<T> Sort(IEnumerable<T> results, string? after)
    {
        var placed = results.Select(result => (Result: result, Keys: KeysOf(result)));
        if (after?.Split(Separator) is { } last)
        {
            if (last.Length != _columns.Count) throw new ScanRequestException(PolygonQuery.InvalidCursor);
            placed = placed.Where(item => Compare(item.Keys, last) > 0);
        }
        return placed.OrderBy(item => item.Keys, this).Select(item => item.Result);
    }

    /// <summary>The place of a result.</summary>
    public string PlaceOf(T result) => string.Join(Separator, KeysOf(result));

    /// <inheritdoc/>
    public int Compare(string[]? x, string[]? y)
    {
        for (var column = 0; column < _columns.Count; column++)
        {
            var order = string.CompareOrdinal(x![column], y![column]);
            if (order != 0) return _columns[column].IsDescending ? -order : order;
        }
        return 0;
    }

    private string[] KeysOf(T result) => [.. _columns.Select(column => column.Key(result))];

    private static SortColumn<T> Find(string name, ReadOnlySpan<SortColumn<T>> columns)
    {
        var names = new List<string>();
        foreach (var column in columns)
        {
            if (string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase)) return column;
            names.Add(column.Name);
        }
        throw NotServedException.Unsupported($"Cannot sort by '{Printable.Of(name)}': use {string.Join(" or ", names)}.");
    }
}
