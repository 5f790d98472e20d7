using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Rating;

/// <summary>
/// Computes rows of prices in another form than the one in which histories are kept, out of those: no further copy of a history is made or kept.
/// </summary>
/// <param name="adjustment">The form.</param>
/// <param name="archive">The splits and dividends.</param>
public sealed class AdjustedRows(PriceAdjustment adjustment, MarketArchive archive) : IHistoryComputation
{
    /// <summary>The form.</summary>
    public PriceAdjustment Adjustment => adjustment;

    /// <inheritdoc/>
    public bool IsKept => false;

    /// <summary>What computes the rows of a form.</summary>
    public static IHistoryComputation Of(PriceAdjustment adjustment, MarketArchive? archive) =>
        adjustment == PriceAdjustment.Splits || archive is null ? RowComputation.Instance : new AdjustedRows(adjustment, archive);

    /// <inheritdoc/>
    public object Compute(PriceHistory history, DateOnly asOf)
    {
        var symbol = history.Key.Symbol;
        return SymbolEvaluator.Evaluate(symbol, archive.Adjusted(history.Bars, symbol, adjustment, asOf));
    }
}
