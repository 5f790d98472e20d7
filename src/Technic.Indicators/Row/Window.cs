using System.Numerics;

namespace Technic.Indicators;

/// <summary>
/// Statistics of one window of values. Each is computed from the window alone, never from the window before it, so that there is no drift,
/// regardless of the length of the series. A window of equal values has exactly that mean and exactly no deviation.
/// </summary>
internal static class Window
{
    /// <summary>The arithmetic mean of at least one value.</summary>
    public static double Mean(ReadOnlySpan<double> window)
    {
        // Summing differences from the first value keeps constant windows exact and loses no digits to a large common level.
        var origin = window[0];
        var shift = new Vector<double>(origin);
        var sums = Vector<double>.Zero;
        var i = 0;
        for (; i <= window.Length - Vector<double>.Count; i += Vector<double>.Count) sums += new Vector<double>(window[i..]) - shift;
        var sum = Vector.Sum(sums);
        for (; i < window.Length; i++) sum += window[i] - origin;
        return origin + (sum / window.Length);
    }

    /// <summary>The sum of the squared deviations from a mean.</summary>
    public static double SquaredDeviations(ReadOnlySpan<double> window, double mean)
    {
        var centre = new Vector<double>(mean);
        var sums = Vector<double>.Zero;
        var i = 0;
        for (; i <= window.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var deviation = new Vector<double>(window[i..]) - centre;
            sums += deviation * deviation;
        }
        var sum = Vector.Sum(sums);
        for (; i < window.Length; i++) sum += (window[i] - mean) * (window[i] - mean);
        return sum;
    }

    /// <summary>The largest of at least one value.</summary>
    public static double Max(ReadOnlySpan<double> window)
    {
        var max = window[0];
        var i = 0;
        if (window.Length >= Vector<double>.Count)
        {
            var maxima = new Vector<double>(window);
            for (i = Vector<double>.Count; i <= window.Length - Vector<double>.Count; i += Vector<double>.Count)
                maxima = Vector.Max(maxima, new Vector<double>(window[i..]));
            for (var lane = 0; lane < Vector<double>.Count; lane++) max = Math.Max(max, maxima[lane]);
        }
        for (; i < window.Length; i++) max = Math.Max(max, window[i]);
        return max;
    }

    /// <summary>The smallest of at least one value.</summary>
    public static double Min(ReadOnlySpan<double> window)
    {
        var min = window[0];
        var i = 0;
        if (window.Length >= Vector<double>.Count)
        {
            var minima = new Vector<double>(window);
            for (i = Vector<double>.Count; i <= window.Length - Vector<double>.Count; i += Vector<double>.Count)
                minima = Vector.Min(minima, new Vector<double>(window[i..]));
            for (var lane = 0; lane < Vector<double>.Count; lane++) min = Math.Min(min, minima[lane]);
        }
        for (; i < window.Length; i++) min = Math.Min(min, window[i]);
        return min;
    }
}
