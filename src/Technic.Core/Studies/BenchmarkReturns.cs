using Technic.Core.Market;
using Technic.Core.Rating;

namespace Technic.Core.Studies;

/// <summary>The returns of SPY, the fund of the S&amp;P 500, after each day: what its purchase on the same terms gave.</summary>
internal sealed class BenchmarkReturns
{
    private readonly double[][] _returns;

    private BenchmarkReturns(double[][] returns) => _returns = returns;

    /// <summary>The return after a day; NaN if SPY has no bar on it, could not be bought, or the horizon is not full.</summary>
    /// <param name="horizon">The index of the horizon.</param>
    /// <param name="day">The day.</param>
    public double Of(int horizon, int day) => _returns[horizon][day];

    /// <summary>Computes the returns; <c>null</c> if SPY is not in the data.</summary>
    /// <param name="symbols">All symbols of the data.</param>
    /// <param name="days">The number of days.</param>
    /// <param name="horizons">The horizons.</param>
    /// <param name="returns">The terms of purchases.</param>
    public static BenchmarkReturns? Of(
        IReadOnlyList<StudySymbol> symbols, int days, IReadOnlyList<int> horizons, ForwardReturns returns)
    {
        var spy = Symbol.Parse(RegimeDetector.MarketSymbol);
        if (symbols.FirstOrDefault(symbol => symbol.Listing.Symbol == spy) is not { } benchmark) return null;
        var values = new double[horizons.Count][];
        for (var h = 0; h < values.Length; h++)
        {
            values[h] = new double[days];
            Array.Fill(values[h], double.NaN);
            for (var bar = 0; bar < benchmark.Days.Length; bar++) values[h][benchmark.Days[bar]] = returns.Of(benchmark, bar, horizons[h]);
        }
        return new BenchmarkReturns(values);
    }
}
