using Technic.Core.Market;

namespace Technic.Core.Rating;

/// <summary>
/// The last gap in a series that is probably an unlisted split or another company rather than a price move (<see cref="PriceGap"/>). Prices
/// before it are not comparable with later ones, so no indicator of a row includes it.
/// </summary>
/// <param name="At">The start of the bar after the gap.</param>
/// <param name="Ratio">Its open divided by the close before.</param>
/// <param name="Bars">The number of bars from it on, including its own.</param>
public readonly record struct PriceJump(BarTime At, double Ratio, int Bars)
{
    /// <summary>A row with fewer bars since its jump has no trade plan.</summary>
    public const int BarsUntilPlan = 63;

    /// <summary>
    /// The last jump in a series; <c>null</c> without one. Known splits cause none, because the series is adjusted for them.
    /// </summary>
    public static PriceJump? LastIn(BarSeries bars)
    {
        if (bars.Count == 0) return null;
        ReadOnlySpan<double> open = bars.Open, close = bars.Close;
        var before = PriceGap.LastJump(close[..^1], open[1..]);
        return before < 0 ? null : new PriceJump(bars.Times[before + 1], open[before + 1] / close[before], open.Length - before - 1);
    }
}

/// <summary>A symbol with a jump in its prices.</summary>
public sealed record SymbolJump(Symbol Symbol, PriceJump Jump);
