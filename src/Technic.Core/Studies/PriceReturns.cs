using System.Numerics;

namespace Technic.Core.Studies;

/// <summary>
/// Sums of returns over many bars at a time. Each element has the bits of the plain expression, because a vector divides and adds as a
/// single number does.
/// </summary>
internal static class PriceReturns
{
    /// <summary>Adds (sale ÷ paid) − 1 to each sum.</summary>
    /// <param name="sale">The prices of the sales; n of them.</param>
    /// <param name="paid">The prices paid; n of them.</param>
    /// <param name="sums">The sums; at least n of them.</param>
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
    public static void Add(ReadOnlySpan<double> values, Span<double> sums)
    {
        var i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(sums[i..]) + new Vector<double>(values[i..])).CopyTo(sums[i..]);
        for (; i < values.Length; i++) sums[i] += values[i];
    }

    /// <summary>The lowest of some prices and a bound.</summary>
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
