using Technic.Core.Formulas;
using Technic.Core.Market;

namespace Technic.Core.Scans;

/// <summary>
/// The order of the rows of a scan: by a column, or by the value of a formula; missing values last, then by ticker.
/// </summary>
internal sealed class RowOrder
{
    private readonly ScanColumn? _column;
    private readonly int _sign;

    private RowOrder(ScanColumn? column, bool ascending) => (_column, _sign) = (column, ascending ? 1 : -1);

    /// <summary>The order of a request; a name that is not a column is a formula, whose values the rows have.</summary>
    public static RowOrder Of(ScanRequest request) =>
        new(ScanColumns.TryFind(request.Sort, out var column) ? column : null, request.Ascending);

    /// <summary>Whether rows have a <see cref="Place"/>.</summary>
    public bool IsByNumber => _column is null || _column.Kind == ColumnKind.Number;

    /// <summary>The place of a row in an order by number.</summary>
    public Place PlaceOf(RankedRow row) => new(_sign * (_column is null ? row.SortValue : _column.Number(row)), row.Row.Symbol);

    /// <summary>Sorts rows in place.</summary>
    public void Sort(RankedRow[] rows)
    {
        if (IsByNumber) Array.Sort(Array.ConvertAll(rows, PlaceOf), rows);
        else Array.Sort(rows, Compare);
    }

    private int Compare(RankedRow a, RankedRow b)
    {
        var (first, second) = (_column!.Text(a), _column.Text(b));
        var order = first is null || second is null
            ? (first is null).CompareTo(second is null)
            : _sign * StringComparer.OrdinalIgnoreCase.Compare(first, second);
        return order != 0 ? order : a.Row.Symbol.CompareTo(b.Row.Symbol);
    }

    /// <summary>Ascending by value, missing values last, then by ticker.</summary>
    internal readonly record struct Place(double? Value, Symbol Symbol) : IComparable<Place>
    {
        public int CompareTo(Place other)
        {
            if (Value is not { } value || other.Value is not { } otherValue)
            {
                if (Value is null != other.Value is null) return Value is null ? 1 : -1;
                return Symbol.CompareTo(other.Symbol);
            }
            var order = value.CompareTo(otherValue);
            return order != 0 ? order : Symbol.CompareTo(other.Symbol);
        }
    }
}
