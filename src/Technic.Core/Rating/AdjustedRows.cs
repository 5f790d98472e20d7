using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Rating;

/// <summary>
/// Computes rows from prices with another adjustment than that of the stored histories; no further copy of a history is made or stored.
/// </summary>
/// <param name="adjustment">The adjustment.</param>
/// <param name="archive">The splits and dividends.</param>
/// <param name="scoring">The score; <c>null</c> for the built-in one.</param>
public sealed class AdjustedRows(PriceAdjustment adjustment, MarketArchive archive, IScoring? scoring = null) : IRowComputation
{
    /// <summary>The adjustment.</summary>
    public PriceAdjustment Adjustment => adjustment;

    /// <inheritdoc/>
    public bool IsKept => false;

    /// <summary>The computation of rows for an adjustment.</summary>
    public static IRowComputation Of(PriceAdjustment adjustment, MarketArchive? archive, IScoring? scoring = null) =>
        adjustment == PriceAdjustment.Splits || archive is null
            ? RowComputation.Of(scoring ?? Scoring.TechRating)
            : new AdjustedRows(adjustment, archive, scoring);

    /// <inheritdoc/>
    public object Compute(PriceHistory history, DateOnly asOf) =>
        SymbolEvaluator.Evaluate(history.Key.Symbol, BarsOf(history, asOf)).RatedBy(scoring ?? Scoring.TechRating);

    /// <inheritdoc/>
    public BarSeries BarsOf(PriceHistory history, DateOnly asOf) =>
        archive.Adjusted(history.Bars, history.Key.Symbol, adjustment, asOf);
}
