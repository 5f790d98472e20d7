using Technic.Core.Formulas;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Rating;

namespace Technic.Core.Scans;

/// <summary>Sorts the rows of a scan and adds the values that depend on the whole scan.</summary>
internal static class Ranking
{
    /// <summary>The rows with the values that depend on the whole scan; not sorted yet.</summary>
    public static RankedRow[] Compare(
        ScanRequest request, IReadOnlyList<Listing> candidates, IReadOnlyList<(int Candidate, ScanRow Row, bool IsStale)> passed,
        MarketBackdrop backdrop, DateOnly newest)
    {
        var rows = new RankedRow[passed.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var (candidate, row, isStale) = passed[i];
            rows[i] = RankedRow.Unranked(candidates[candidate], row, backdrop.StrengthOf(row), request, isStale, AgeOf(row, newest));
        }
        return rows;
    }

    /// <summary>The sessions of the market since a row's last bar, up to the newest session.</summary>
    public static int AgeOf(ScanRow row, DateOnly newest) => ExchangeCalendar.Nyse.CountBetween(row.AsOf.Date.AddDays(1), newest);

    /// <summary>
    /// The best rows in order: sorted by the request's column (rows without a value last, ties by ticker), limited per sector, and limited
    /// to the requested number.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="rows">The rows; they are sorted in place.</param>
    public static IReadOnlyList<RankedRow> Best(ScanRequest request, RankedRow[] rows)
    {
        Sort(rows, request);

        var top = request.Top == 0 ? rows.Length : Math.Min(request.Top, rows.Length);
        var best = new List<RankedRow>(top);
        var perSector = new Dictionary<Sector, int>();
        foreach (var row in rows)
        {
            if (best.Count == top) break;
            if (request.MaxPerSector is { } cap)
            {
                var sector = Sectors.Of(row.Listing.Sector);
                var taken = perSector.GetValueOrDefault(sector);
                if (taken == cap) continue;
                perSector[sector] = taken + 1;
            }
            // What the formulas needed of the histories is not part of the result.
            var plain = row.Row.FormulaValues.Length == 0 ? row.Row : row.Row with { FormulaValues = [] };
            best.Add(row with { Rank = best.Count + 1, Row = plain });
        }
        return best;
    }

    private static void Sort(RankedRow[] rows, ScanRequest request)
    {
        var sign = request.Ascending ? 1 : -1;
        if (!ScanColumns.TryFind(request.Sort, out var column))
            Array.Sort(Array.ConvertAll(rows, row => new Place(sign * row.SortValue, row.Row.Symbol)), rows);
        else if (column.Kind == ColumnKind.Number)
            Array.Sort(Array.ConvertAll(rows, row => new Place(sign * column.Number(row), row.Row.Symbol)), rows);
        else
            Array.Sort(
                rows,
                (a, b) => Order(column.Text(a), column.Text(b), sign) is var order and not 0
                    ? order
                    : a.Row.Symbol.CompareTo(b.Row.Symbol));
    }

    private static int Order(string? a, string? b, int sign) =>
        a is null || b is null ? (a is null).CompareTo(b is null) : sign * StringComparer.OrdinalIgnoreCase.Compare(a, b);

    /// <summary>Ascending by value, missing values last, then by ticker.</summary>
    private readonly record struct Place(double? Value, Symbol Symbol) : IComparable<Place>
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
