using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;

namespace Technic.Core.Scans;

/// <summary>A row with its rank in one scan.</summary>
/// <param name="Rank">The rank in the scan's order, from 1.</param>
/// <param name="Listing">The data about the symbol beside its prices.</param>
/// <param name="Row">The data from its own history.</param>
/// <param name="RelativeStrength">The percentile of its return in the market, 0 … 100; <c>null</c> without a return.</param>
/// <param name="Plan">
/// The trade plan with the request's account; <c>null</c> without a directional signal, for a row that is not current, and after a recent
/// price jump.
/// </param>
/// <param name="Stale">Whether the history is older than required, because the provider failed.</param>
public sealed record RankedRow(int Rank, Listing Listing, ScanRow Row, double? RelativeStrength, TradePlan? Plan, bool Stale)
{
    /// <summary>The sessions of the market since the last bar; 0 when the row is current.</summary>
    public int Age { get; init; }

    /// <summary>The values of the request's own columns, in their order.</summary>
    public IReadOnlyList<FormulaResult> Formulas { get; init; } = [];

    /// <summary>The value that the request sorts by, if that is a formula.</summary>
    internal double? SortValue { get; init; }

    /// <summary>A row without a rank.</summary>
    public static RankedRow Unranked(
        Listing listing, ScanRow row, double? relativeStrength, ScanRequest request, bool isStale, int age = 0) =>
        new(0, listing, row, relativeStrength, isStale || age > 0 || row.HasRecentJump ? null : request.PlanOf(row), isStale) { Age = age };
}
