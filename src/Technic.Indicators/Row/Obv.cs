using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>
/// On-balance volume, in shares: 0 at the first bar, then the volume is added when the close rose, subtracted when it fell, and ignored
/// when it did not change. A value at every bar. Its level depends on the start of the series; only its changes are meaningful.
/// </summary>
/// <remarks>Joseph Granville, 1963. Convention: Stock.Indicators, <c>ToObv</c>.</remarks>
public static class Obv
{
    /// <summary>On-balance volume at every bar.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Compute(ReadOnlySpan<double> close, ReadOnlySpan<double> volume, Span<double> obv)
    {
        Columns.RequireSameLength(close.Length, volume.Length);
        Columns.RequireSameLength(close.Length, obv.Length);
        var sum = 0.0;
        for (var i = 0; i < close.Length; i++)
        {
            if (i > 0) sum += Flow(close[i], close[i - 1], volume[i]);
            obv[i] = sum;
        }
    }

    /// <summary>The change by one bar. Without branches, because the direction of a close is not predictable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Flow(double close, double previousClose, double volume) =>
        volume * ((close > previousClose ? 1 : 0) - (close < previousClose ? 1 : 0));
}
