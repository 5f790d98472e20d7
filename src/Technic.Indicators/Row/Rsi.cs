using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>
/// Relative strength index, 0 … 100: <c>100 × G ÷ (G + L)</c>, where G and L are Wilder's averages of the gains and of the losses from
/// close to close, each seeded by the mean of the first <c>period</c> changes. First value at index period.
/// No loss at all gives 100, no gain 0, and no movement at all 50, so that a market and its mirror image always add up to 100.
/// </summary>
/// <remarks>
/// J. Welles Wilder, New Concepts in Technical Trading Systems, 1978. Convention: Stock.Indicators, <c>ToRsi</c>, which differs only for
/// prices that never moved (there none at first, then 100).
/// </remarks>
public static class Rsi
{
    /// <summary>The index at every bar; NaN where there is no value.</summary>
    /// <param name="close">Closes; n values.</param>
    /// <param name="period">At least 1.</param>
    /// <param name="rsi">n values, 0 … 100.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the period is below 1.</exception>
    public static void Compute(ReadOnlySpan<double> close, int period, Span<double> rsi)
    {
        Columns.RequirePeriod(period);
        Columns.RequireSameLength(close.Length, rsi.Length);
        var state = new State(period);
        for (var i = 0; i < close.Length; i++)
        {
            if (i > 0) state.Add(close[i], close[i - 1]);
            rsi[i] = state.Value;
        }
    }

    internal struct State(int period)
    {
        private RecursiveAverage _gain = RecursiveAverage.Wilder(period);
        private RecursiveAverage _loss = RecursiveAverage.Wilder(period);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(double close, double previousClose)
        {
            var change = close - previousClose;
            _gain.Add(Math.Max(change, 0));
            _loss.Add(Math.Max(-change, 0));
        }

        public readonly double Value
        {
            get
            {
                double gain = _gain.Value, loss = _loss.Value;
                return gain == 0 && loss == 0 ? 50 : 100 * gain / (gain + loss);
            }
        }
    }
}
