using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Rating;

/// <summary>
/// Computes rows from prices with another adjustment than that of the stored histories; no further copy of a history is made or stored.
/// </summary>
/// <param name="adjustment">The adjustment.</param>
/// <param name="archive">The splits and dividends.</param>
public sealed class AdjustedRows(PriceAdjustment adjustment, MarketArchive archive) : IRowComputation
{
    /// <summary>The adjustment.</summary>
    public PriceAdjustment Adjustment => adjustment;

    /// <inheritdoc/>
    public bool IsKept => false;

    /// <summary>The computation of rows for an adjustment.</summary>
    public static IRowComputation Of(PriceAdjustment adjustment, MarketArchive? archive) =>
        adjustment == PriceAdjustment.Splits || archive is null ? RowComputation.Instance : new AdjustedRows(adjustment, archive);

    /// <inheritdoc/>
    public object Compute(PriceHistory history, DateOnly asOf) => SymbolEvaluator.Evaluate(history.Key.Symbol, BarsOf(history, asOf));

    /// <inheritdoc/>
    public BarSeries BarsOf(PriceHistory history, DateOnly asOf) =>
        archive.Adjusted(history.Bars, history.Key.Symbol, adjustment, asOf);
}
