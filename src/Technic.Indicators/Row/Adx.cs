using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>
/// Average directional index with +DI and −DI, each 0 … 100. Directional movement: +DM = high − previous high where that is positive and
/// exceeds previous low − low, else 0; −DM mirrored. ±DI = 100 × Wilder(±DM) ÷ Wilder(true range); DX = 100 × |+DI − −DI| ÷ (+DI + −DI);
/// ADX = Wilder(DX), each average seeded by the mean of its first <c>period</c> values. First ±DI at index period, first ADX at index
/// 2·period − 1. Without any range ±DI are 0, and without directional movement DX is 0.
/// </summary>
/// <remarks>
/// J. Welles Wilder, 1978. Convention: Stock.Indicators, <c>ToAdx</c>, which differs only for prices without any range (there no value).
/// </remarks>
public static class Adx
{
    /// <summary>ADX, +DI and −DI at every bar; NaN where there is no value.</summary>
    /// <param name="high">Highs; n values.</param>
    /// <param name="low">Lows; n values.</param>
    /// <param name="close">Closes; n values.</param>
    /// <param name="period">At least 1.</param>
    /// <param name="adx">n values, 0 … 100.</param>
    /// <param name="plusDi">n values, 0 … 100.</param>
    /// <param name="minusDi">n values, 0 … 100.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the period is below 1.</exception>
    public static void Compute(
        ReadOnlySpan<double> high, ReadOnlySpan<double> low, ReadOnlySpan<double> close, int period,
        Span<double> adx, Span<double> plusDi, Span<double> minusDi)
    {
        Columns.RequirePeriod(period);
        Columns.RequireSameLength(close.Length, high.Length);
        Columns.RequireSameLength(close.Length, low.Length);
        Columns.RequireSameLength(close.Length, adx.Length);
        Columns.RequireSameLength(close.Length, plusDi.Length);
        Columns.RequireSameLength(close.Length, minusDi.Length);
        var state = new State(period);
        for (var i = 0; i < close.Length; i++)
        {
            if (i > 0) state.Add(high[i], low[i], high[i - 1], low[i - 1], TrueRange.Of(high[i], low[i], close[i - 1]));
            adx[i] = state.Value;
            plusDi[i] = state.PlusDi;
            minusDi[i] = state.MinusDi;
        }
    }

    internal struct State(int period)
    {
        private RecursiveAverage _range = RecursiveAverage.Wilder(period);
        private RecursiveAverage _plus = RecursiveAverage.Wilder(period);
        private RecursiveAverage _minus = RecursiveAverage.Wilder(period);
        private RecursiveAverage _index = RecursiveAverage.Wilder(period);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(double high, double low, double previousHigh, double previousLow, double trueRange)
        {
            double up = high - previousHigh, down = previousLow - low;
            _range.Add(trueRange);
            // Products instead of branches, which are not predictable here.
            _plus.Add(Math.Max(up, 0) * (up > down ? 1 : 0));
            _minus.Add(Math.Max(down, 0) * (down > up ? 1 : 0));
            // The true range cancels out of DX.
            double plus = _plus.Value, minus = _minus.Value;
            if (!double.IsNaN(plus)) _index.Add(plus == minus ? 0 : 100 * Math.Abs(plus - minus) / (plus + minus));
        }

        public readonly double Value => _index.Value;
        public readonly double PlusDi => _range.Value == 0 ? 0 : 100 * _plus.Value / _range.Value;
        public readonly double MinusDi => _range.Value == 0 ? 0 : 100 * _minus.Value / _range.Value;
    }
}
