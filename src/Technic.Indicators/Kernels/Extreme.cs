using System.Buffers;
using System.Numerics;

namespace Technic.Indicators;

/// <summary>
/// The largest and smallest of the last values at every bar, and their places. A window of n bars takes ⌈log₂ n⌉ vector operations for a
/// vector of bars: the extremes of 2, 4, 8 … bars, and two overlapping ones of those at the end.
/// </summary>
internal static class Extreme
{
    /// <summary>The largest of the last <paramref name="period"/> values, or of all so far if there are fewer.</summary>
    public static void HighestSoFar(ReadOnlySpan<double> x, int period, Span<double> result)
    {
        x.CopyTo(result);
        var span = 1;
        for (; span * 2 <= period && span < result.Length; span *= 2) Raise(result, span);
        if (span < period) Raise(result, period - span);
    }

    /// <summary>The smallest of the last <paramref name="period"/> values, or of all so far if there are fewer.</summary>
    public static void LowestSoFar(ReadOnlySpan<double> x, int period, Span<double> result)
    {
        x.CopyTo(result);
        var span = 1;
        for (; span * 2 <= period && span < result.Length; span *= 2) Lower(result, span);
        if (span < period) Lower(result, period - span);
    }

    /// <summary>The largest of the last <paramref name="period"/> values; NaN where there are fewer.</summary>
    public static void Highest(ReadOnlySpan<double> x, int period, Span<double> result)
    {
        HighestSoFar(x, period, result);
        result[..Math.Min(period - 1, result.Length)].Fill(double.NaN);
    }

    /// <summary>The smallest of the last <paramref name="period"/> values; NaN where there are fewer.</summary>
    public static void Lowest(ReadOnlySpan<double> x, int period, Span<double> result)
    {
        LowestSoFar(x, period, result);
        result[..Math.Min(period - 1, result.Length)].Fill(double.NaN);
    }

    /// <summary>How many bars ago the largest of the last <paramref name="period"/> values was, 0 being the bar itself.</summary>
    /// <param name="x">n values.</param>
    /// <param name="period">The number of bars.</param>
    /// <param name="sign">1 for the largest value, −1 for the smallest.</param>
    /// <param name="oldest">Of equal values, whether the oldest counts instead of the latest.</param>
    /// <param name="result">n values; NaN where there are too few bars.</param>
    public static void BarsSince(ReadOnlySpan<double> x, int period, int sign, bool oldest, Span<double> result)
    {
        // The queue holds the bars that may still become the extreme: each is more extreme than all later ones.
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)period + 1);
        var queue = ArrayPool<int>.Shared.Rent(size);
        int mask = size - 1, head = 0, tail = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var value = sign * x[i];
            if (head != tail && queue[head & mask] <= i - period) head++;
            while (head != tail)
            {
                var last = sign * x[queue[(tail - 1) & mask]];
                if (oldest ? last >= value : last > value) break;
                tail--;
            }
            queue[tail++ & mask] = i;
            result[i] = i < period - 1 ? double.NaN : i - queue[head & mask];
        }
        ArrayPool<int>.Shared.Return(queue);
    }

    // Both go from the end to the start, so that they read values of the pass before.
    private static void Raise(Span<double> values, int distance)
    {
        var i = values.Length;
        for (; i - Vector<double>.Count >= distance; i -= Vector<double>.Count)
        {
            var place = values[(i - Vector<double>.Count)..];
            Vector.MaxNative(new Vector<double>(place), new Vector<double>(values[(i - Vector<double>.Count - distance)..])).CopyTo(place);
        }
        for (i--; i >= distance; i--) values[i] = double.MaxNative(values[i], values[i - distance]);
    }

    private static void Lower(Span<double> values, int distance)
    {
        var i = values.Length;
        for (; i - Vector<double>.Count >= distance; i -= Vector<double>.Count)
        {
            var place = values[(i - Vector<double>.Count)..];
            Vector.MinNative(new Vector<double>(place), new Vector<double>(values[(i - Vector<double>.Count - distance)..])).CopyTo(place);
        }
        for (i--; i >= distance; i--) values[i] = double.MinNative(values[i], values[i - distance]);
    }
}
