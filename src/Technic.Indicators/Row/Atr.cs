using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>
/// Average true range, in dollars: Wilder's average of the true range, seeded by the mean of the first <c>period</c> true ranges.
/// First value at index period. ATR% = 100 × ATR ÷ close; no value where the close is 0.
/// </summary>
/// <remarks>J. Welles Wilder, 1978. Convention: Stock.Indicators, <c>ToAtr</c>.</remarks>
public static class Atr
{
    /// <summary>ATR and ATR% at every bar; NaN where there is no value.</summary>
    /// <param name="high">Highs; n values.</param>
    /// <param name="low">Lows; n values.</param>
    /// <param name="close">Closes; n values.</param>
    /// <param name="period">At least 1.</param>
    /// <param name="atr">n values, in dollars.</param>
    /// <param name="atrPercent">n values, in percent of the close.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the period is below 1.</exception>
    public static void Compute(
        ReadOnlySpan<double> high, ReadOnlySpan<double> low, ReadOnlySpan<double> close, int period, Span<double> atr,
        Span<double> atrPercent)
    {
        Columns.RequirePeriod(period);
        Columns.RequireSameLength(close.Length, high.Length);
        Columns.RequireSameLength(close.Length, low.Length);
        Columns.RequireSameLength(close.Length, atr.Length);
        Columns.RequireSameLength(close.Length, atrPercent.Length);
        var state = new State(period);
        for (var i = 0; i < close.Length; i++)
        {
            if (i > 0) state.Add(TrueRange.Of(high[i], low[i], close[i - 1]));
            atr[i] = state.Value;
            atrPercent[i] = PercentOf(close[i], state.Value);
        }
    }

    internal static double PercentOf(double close, double atr) => close == 0 ? double.NaN : 100 * atr / close;

    internal struct State(int period)
    {
        private RecursiveAverage _average = RecursiveAverage.Wilder(period);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(double trueRange) => _average.Add(trueRange);

        public readonly double Value => _average.Value;
    }
}
