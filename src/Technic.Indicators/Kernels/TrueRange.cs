using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>
/// True range, in dollars: the largest of high − low, |high − previous close| and |low − previous close|, so that gaps count.
/// First value at index 1: the first bar has no close before it.
/// </summary>
/// <remarks>J. Welles Wilder, 1978. Convention: Stock.Indicators, <c>ToAtr</c> (Tr).</remarks>
public static class TrueRange
{
    /// <summary>The true range at every bar; NaN at the first.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Compute(ReadOnlySpan<double> high, ReadOnlySpan<double> low, ReadOnlySpan<double> close, Span<double> trueRange)
    {
        Columns.RequireSameLength(close.Length, high.Length);
        Columns.RequireSameLength(close.Length, low.Length);
        Columns.RequireSameLength(close.Length, trueRange.Length);
        for (var i = 0; i < close.Length; i++) trueRange[i] = i == 0 ? double.NaN : Of(high[i], low[i], close[i - 1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Of(double high, double low, double previousClose) =>
        Math.Max(high - low, Math.Max(Math.Abs(high - previousClose), Math.Abs(low - previousClose)));
}
