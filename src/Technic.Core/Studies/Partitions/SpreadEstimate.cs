using Technic.Core.Market;

namespace Technic.Core.Studies.Partitions;

/// <summary>
/// The bid-ask spread of a symbol, estimated from daily prices: √max(0, 4 × mean((c − m)(c − m′))) over pairs of consecutive bars, where c
/// is the logarithm of the close of the first bar, and m and m′ are the mean logarithms of high and low of the first and the second one.
/// </summary>
/// <remarks>
/// Abdi and Ranaldo, "A Simple Estimation of Bid-Ask Spreads from Daily Close, High, and Low Prices", Review of Financial Studies 30
/// (2017): the monthly corrected estimate.
/// </remarks>
internal static class SpreadEstimate
{
    /// <summary>The number of pairs: the sessions of a month.</summary>
    public const int Pairs = 21;

    /// <summary>A spread is at most as large as the price.</summary>
    private const double Most = 0.5;

    /// <summary>Half of the spread at a bar, as a fraction of the price; 0 at the first bar, and at most 0.5.</summary>
    /// <param name="bars">Bars in one unit of price.</param>
    /// <param name="bar">The last bar that is used.</param>
    public static double HalfAt(BarSeries bars, int bar)
    {
        var first = Math.Max(1, bar - Pairs + 1);
        if (first > bar) return 0;
        var (sum, before) = (0.0, MiddleOf(bars, first - 1));
        for (var i = first; i <= bar; i++)
        {
            var (close, middle) = (Math.Log(bars.Close[i - 1]), MiddleOf(bars, i));
            sum += (close - before) * (close - middle);
            before = middle;
        }
        return Math.Min(Most, Math.Sqrt(Math.Max(0, 4 * sum / (bar - first + 1))) / 2);
    }

    private static double MiddleOf(BarSeries bars, int bar) => (Math.Log(bars.High[bar]) + Math.Log(bars.Low[bar])) / 2;
}
