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
        var slow = histogram;
        Averages.Exponential(x, 0, call.Whole(0), value);
        Averages.Exponential(x, 0, call.Whole(1), slow);
        for (var i = 0; i < value.Length; i++) value[i] -= slow[i];
        var first = call.Whole(1) - 1;
        if (percent)
        {
            for (var i = first; i < value.Length; i++)
            {
                value[i] = Quotient.Of(100 * value[i], slow[i]);
                signal[i] = double.IsNaN(value[i]) ? 0 : value[i];
            }
        }
        if (!call.Wants(1) && !call.Wants(2)) return;
        Averages.Exponential(percent ? signal : value, first, call.Whole(2), signal);
        for (var i = 0; i < value.Length; i++) histogram[i] = value[i] - signal[i];
    }

    public static int WarmUp(ReadOnlySpan<double> parameters) =>
        (int)parameters[1] + (int)parameters[2] - 2 + Decay.Exponential(parameters[1]) + Decay.Exponential(parameters[2]);
}
