using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Rating;

namespace Technic.Core.Scans;

/// <summary>Sorts the rows of a scan and adds the values that depend on the whole scan.</summary>
internal static class Ranking
{
    /// <summary>If fewer than one of so many rows are returned, the others are not sorted.</summary>
    private const int LeastShare = 4;

    /// <summary>The rows with the values that depend on the whole scan; not sorted yet.</summary>
    public static RankedRow[] Compare(
        ScanRequest request, IReadOnlyList<Listing> candidates, IReadOnlyList<(int Candidate, ScanRow Row, bool IsStale)> passed,
        MarketBackdrop backdrop, DateOnly newest)
    {
        var rows = new RankedRow[passed.Count];
        MemoryTier.InRanges(rows.Length, CancellationToken.None, (from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                var (candidate, row, isStale) = passed[i];
                rows[i] = RankedRow.Unranked(candidates[candidate], row, backdrop.StrengthOf(row), request, isStale, AgeOf(row, newest));
            }
        });
        return rows;
    }

    /// <summary>The sessions of the market since a row's last bar, up to the newest session.</summary>
    public static int AgeOf(ScanRow row, DateOnly newest) =>
        row.AsOf.Date is var day && day >= newest ? 0 : ExchangeCalendar.Nyse.CountBetween(day.AddDays(1), newest);

    /// <summary>
    /// The best rows in order: sorted by the request's column (rows without a value last, ties by ticker), limited per sector, and limited
    /// to the requested number.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="rows">The rows; their order changes.</param>
    public static IReadOnlyList<RankedRow> Best(ScanRequest request, RankedRow[] rows)
    {
        var order = RowOrder.Of(request);
        var top = request.Top == 0 ? rows.Length : Math.Min(request.Top, rows.Length);
        // A limit for each sector can need any row.
        if (request.MaxPerSector is null && order.IsByNumber && top < rows.Length / LeastShare) rows = First(top, rows, order);
        order.Sort(rows);

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

    /// <summary>The first rows by a number, not sorted: one comparison for most rows, where sorting all takes a dozen.</summary>
    private static RankedRow[] First(int count, RankedRow[] rows, RowOrder order)
    {
        var first = new PriorityQueue<RankedRow, RowOrder.Place>(count, Comparer<RowOrder.Place>.Create((a, b) => b.CompareTo(a)));
        foreach (var row in rows)
        {
            var place = order.PlaceOf(row);
            if (first.Count < count) first.Enqueue(row, place);
            else if (first.TryPeek(out _, out var last) && place.CompareTo(last) < 0) first.EnqueueDequeue(row, place);
        }
        return [.. first.UnorderedItems.Select(item => item.Element)];
    }
}
