using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>
/// Value, signal and histogram of the difference of a fast and a slow exponential average; parameters are fast, slow, signal.
/// </summary>
internal static class Convergence
{
    /// <param name="call">Gets the outputs.</param>
    /// <param name="x">The column to average.</param>
    /// <param name="percent">
    /// Whether the value is in percent of the slow average; NaN where that is 0, which counts as 0 in the signal.
    /// </param>
    public static void Compute(in FunctionCall call, ReadOnlySpan<double> x, bool percent)
    {
        Span<double> value = call.Output(0), signal = call.Output(1), histogram = call.Output(2);
        var (fastBars, slowBars, signalBars) = (call.Whole(0), call.Whole(1), call.Whole(2));
        double fastWeight = 2.0 / (fastBars + 1), slowWeight = 2.0 / (slowBars + 1), signalWeight = 2.0 / (signalBars + 1);
        double fast = 0, slow = 0, average = 0;
        // All averages in one loop: each waits for its own value at the bar before, and they wait together.
        for (var i = 0; i < x.Length; i++)
        {
            fast = Next(fast, x[i], i, fastBars, fastWeight);
            slow = Next(slow, x[i], i, slowBars, slowWeight);
            value[i] = signal[i] = histogram[i] = double.NaN;
            var count = i - slowBars + 1;
            if (count < 0) continue;
            var difference = percent ? Quotient.Of(100 * (fast - slow), slow) : fast - slow;
            average = Next(average, double.IsNaN(difference) ? 0 : difference, count, signalBars, signalWeight);
            value[i] = difference;
            if (count < signalBars - 1) continue;
            signal[i] = average;
            histogram[i] = difference - average;
        }
    }

    public static int WarmUp(ReadOnlySpan<double> parameters) =>
        (int)parameters[1] + (int)parameters[2] - 2 + Decay.Exponential(parameters[1]) + Decay.Exponential(parameters[2]);

    /// <summary>The average with one more value behind <paramref name="count"/> others; the mean of all of them up to the period.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Next(double average, double value, int count, int period, double weight) =>
        count < period ? average + ((value - average) / (count + 1)) : average + (weight * (value - average));
}
