using System.Numerics;
using System.Runtime.CompilerServices;

namespace Technic.Core.Studies.Partitions;

/// <summary>
/// Sums of returns over many bars at a time. Each element has the bits of the plain expression, because a vector divides and adds as a
/// single number does. They are compiled with optimization at once: a study may call one of them only a few thousand times.
/// </summary>
internal static class PriceReturns
{
    /// <summary>Adds (sale ÷ paid) − 1 to each sum.</summary>
    /// <param name="sale">The prices of the sales; n of them.</param>
    /// <param name="paid">The prices paid; n of them.</param>
    /// <param name="sums">The sums; at least n of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<double> sale, ReadOnlySpan<double> paid, Span<double> sums)
    {
        var i = 0;
        for (; i <= sale.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var value = (new Vector<double>(sale[i..]) / new Vector<double>(paid[i..])) - Vector<double>.One;
            (new Vector<double>(sums[i..]) + value).CopyTo(sums[i..]);
        }
        for (; i < sale.Length; i++) sums[i] += (sale[i] / paid[i]) - 1;
    }

    /// <summary>Adds values to sums.</summary>
    /// <param name="values">The values; n of them.</param>
    /// <param name="sums">The sums; at least n of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<double> values, Span<double> sums)
    {
        var i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(sums[i..]) + new Vector<double>(values[i..])).CopyTo(sums[i..]);
        for (; i < values.Length; i++) sums[i] += values[i];
    }

    /// <summary>Writes the change to each price from the one before, as a fraction; the first element, which has none, stays.</summary>
    /// <param name="prices">The prices; n of them.</param>
    /// <param name="changes">Gets the changes; n of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Changes(ReadOnlySpan<double> prices, Span<double> changes)
    {
        var i = 1;
        for (; i <= prices.Length - Vector<double>.Count; i += Vector<double>.Count)
            ((new Vector<double>(prices[i..]) / new Vector<double>(prices[(i - 1)..])) - Vector<double>.One).CopyTo(changes[i..]);
        for (; i < prices.Length; i++) changes[i] = (prices[i] / prices[i - 1]) - 1;
    }

    /// <summary>The sum of the products of two series of the same length, in an order that depends on the length alone.</summary>
    public static double SumOfProducts(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        // Four sums on every machine: the width of its vectors must not change a bit.
        const int Lanes = 4;
        var (a, b, c, d, i) = (0.0, 0.0, 0.0, 0.0, 0);
        for (; i <= x.Length - Lanes; i += Lanes)
        {
            a += x[i] * y[i];
            b += x[i + 1] * y[i + 1];
            c += x[i + 2] * y[i + 2];
            d += x[i + 3] * y[i + 3];
        }
        for (; i < x.Length; i++) a += x[i] * y[i];
        return a + b + (c + d);
    }

    /// <summary>The lowest of some prices and a bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Lowest(ReadOnlySpan<double> prices, double bound)
    {
        var i = 0;
        if (prices.Length >= 2 * Vector<double>.Count)
        {
            var lowest = new Vector<double>(prices);
            for (i = Vector<double>.Count; i <= prices.Length - Vector<double>.Count; i += Vector<double>.Count)
                lowest = Vector.Min(lowest, new Vector<double>(prices[i..]));
            for (var lane = 0; lane < Vector<double>.Count; lane++) bound = lowest[lane] < bound ? lowest[lane] : bound;
        }
        for (; i < prices.Length; i++) bound = prices[i] < bound ? prices[i] : bound;
        return bound;
    }

    /// <summary>The highest of some prices and a bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Highest(ReadOnlySpan<double> prices, double bound)
    {
        var i = 0;
        if (prices.Length >= 2 * Vector<double>.Count)
        {
            var highest = new Vector<double>(prices);
            for (i = Vector<double>.Count; i <= prices.Length - Vector<double>.Count; i += Vector<double>.Count)
                highest = Vector.Max(highest, new Vector<double>(prices[i..]));
            for (var lane = 0; lane < Vector<double>.Count; lane++) bound = highest[lane] > bound ? highest[lane] : bound;
        }
        for (; i < prices.Length; i++) bound = prices[i] > bound ? prices[i] : bound;
        return bound;
    }
}
