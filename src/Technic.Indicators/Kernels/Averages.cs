using System.Numerics;

namespace Technic.Indicators;

/// <summary>
/// The averages that functions are made of, over columns. Bars before the first value get NaN. <c>first</c> is the index of the input's
/// first value. Results of <see cref="Recursive"/> may overwrite the input, those of windows must not.
/// </summary>
internal static class Averages
{
    /// <summary>Means of the last <paramref name="period"/> values.</summary>
    public static void Simple(ReadOnlySpan<double> x, int first, int period, Span<double> result)
    {
        var head = Math.Min(first + period - 1, x.Length);
        result[..head].Fill(double.NaN);
        if (head == x.Length) return;
        if (period <= ShortWindows.LongestMean)
        {
            ShortWindows.Means(x[first..], period, result[first..]);
            return;
        }
        var sum = new ExactSum();
        for (var i = first; i < head; i++) sum.Add(x[i]);
        var inverse = 1.0 / period;
        sum.Add(x[head]);
        result[head] = sum.Mean(period, inverse);
        var leaving = x[(head - period + 1)..];
        for (var i = head + 1; i < x.Length; i++)
        {
            sum.Replace(leaving[i - head - 1], x[i]);
            result[i] = sum.Mean(period, inverse);
        }
    }

    /// <summary>
    /// Means of the last <paramref name="period"/> values with the weights 1, 2, … period, the last value having the largest.
    /// </summary>
    public static void Weighted(ReadOnlySpan<double> x, int first, int period, Span<double> result)
    {
        ExactSum sum = new(), weighted = new();
        var head = Math.Min(first + period - 1, x.Length);
        for (var i = first; i < head; i++)
        {
            sum.Add(x[i]);
            weighted.AddProduct(x[i], i - first + 1);
        }
        result[..head].Fill(double.NaN);
        double weights = period * (period + 1.0) / 2, inverse = 1 / weights;
        for (var i = head; i < x.Length; i++)
        {
            weighted.AddProduct(x[i], period);
            sum.Add(x[i]);
            result[i] = weighted.Mean(weights, inverse);
            // Every value moves one place away from the end.
            weighted.Subtract(sum);
            sum.Add(-x[i - period + 1]);
        }
    }

    /// <summary>
    /// Recursive averages, <c>average += weight × (value − average)</c>, seeded by the mean of the first <paramref name="period"/> values.
    /// </summary>
    public static void Recursive(ReadOnlySpan<double> x, int first, int period, double weight, Span<double> result)
    {
        first = Math.Min(first, x.Length);
        result[..first].Fill(double.NaN);
        var average = 0.0;
        var head = Math.Min(first + period, x.Length);
        for (var i = first; i < head; i++)
        {
            average += (x[i] - average) / (i - first + 1);
            result[i] = i == first + period - 1 ? average : double.NaN;
        }
        for (var i = head; i < x.Length; i++)
        {
            average += weight * (x[i] - average);
            result[i] = average;
        }
    }

    /// <summary>Recursive averages with the weight 2 ÷ (period + 1).</summary>
    public static void Exponential(ReadOnlySpan<double> x, int first, int period, Span<double> result) =>
        Recursive(x, first, period, 2.0 / (period + 1), result);

    /// <summary>Recursive averages with the weight 1 ÷ period.</summary>
    public static void Wilder(ReadOnlySpan<double> x, int first, int period, Span<double> result) =>
        Recursive(x, first, period, 1.0 / period, result);

    /// <summary>The mean of the first <paramref name="period"/> values, as recursive averages are seeded.</summary>
    public static double Seed(ReadOnlySpan<double> x, int period)
    {
        var average = 0.0;
        for (var i = 0; i < period; i++) average += (x[i] - average) / (i + 1);
        return average;
    }

    /// <summary>Sums of the last values, each multiplied by its weight; the last weight is that of the last value.</summary>
    public static void Convolve(ReadOnlySpan<double> x, ReadOnlySpan<double> weights, Span<double> result)
    {
        var head = Math.Min(weights.Length - 1, x.Length);
        result[..head].Fill(double.NaN);
        var i = head;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var sums = Vector<double>.Zero;
            for (var k = 0; k < weights.Length; k++) sums += new Vector<double>(weights[k]) * new Vector<double>(x[(i - head + k)..]);
            sums.CopyTo(result[i..]);
        }
        for (; i < x.Length; i++)
        {
            var sum = 0.0;
            for (var k = 0; k < weights.Length; k++) sum += weights[k] * x[i - head + k];
            result[i] = sum;
        }
    }
}
