namespace Technic.Indicators;

/// <summary>The averages that other functions are made of, over columns. A result may overwrite its input.</summary>
internal static class Averages
{
    /// <summary>Means of the last <paramref name="period"/> values; NaN before.</summary>
    public static void Simple(ReadOnlySpan<double> x, int period, Span<double> result)
    {
        var sum = new ExactSum();
        var head = Math.Min(period - 1, x.Length);
        for (var i = 0; i < head; i++) sum.Add(x[i]);
        if (result.Overlaps(x)) throw new ArgumentException("The result of a window must not overwrite its input.", nameof(result));
        result[..head].Fill(double.NaN);
        for (var i = head; i < x.Length; i++)
        {
            if (i == head) sum.Add(x[i]);
            else sum.Replace(x[i - period], x[i]);
            result[i] = sum.Value / period;
        }
    }

    /// <summary>
    /// Recursive averages, <c>average += weight × (value − average)</c>, seeded by the mean of the first <paramref name="period"/> values; NaN
    /// before.
    /// </summary>
    public static void Recursive(ReadOnlySpan<double> x, int period, double weight, Span<double> result)
    {
        var average = 0.0;
        var head = Math.Min(period, x.Length);
        for (var i = 0; i < head; i++)
        {
            average += (x[i] - average) / (i + 1);
            result[i] = i == period - 1 ? average : double.NaN;
        }
        for (var i = head; i < x.Length; i++)
        {
            average += weight * (x[i] - average);
            result[i] = average;
        }
    }

    /// <summary>Recursive averages with the weight 2 ÷ (period + 1).</summary>
    public static void Exponential(ReadOnlySpan<double> x, int period, Span<double> result) =>
        Recursive(x, period, 2.0 / (period + 1), result);

    /// <summary>Recursive averages with the weight 1 ÷ period.</summary>
    public static void Wilder(ReadOnlySpan<double> x, int period, Span<double> result) => Recursive(x, period, 1.0 / period, result);
}
