namespace Technic.Indicators.Momentum;

/// <summary>
/// Stochastic momentum index: value = 100 × M ÷ (R ÷ 2); M, R = EMA(second) of EMA(first) of close − middle and of highest − lowest of the
/// last n bars, all seeded by the first value; signal = EMA(signal) of it, seeded by its first value. First value and signal at index n −
/// 1; none while there was no range.
/// </summary>
/// <remarks>William Blau, 1993. Convention: Stock.Indicators, ToSmi.</remarks>
internal sealed class StochasticMomentumIndex() : IndicatorFunction(new()
{
    Name = "smi",
    Family = FunctionFamilies.Momentum,
    Meaning = "Stochastic momentum index",
    Formula =
        "value = 100 × M ÷ (R ÷ 2); M, R = EMA(second) of EMA(first) of close − middle and of highest − lowest of the " +
        "last n bars, all seeded by the first value; signal = EMA(signal) of it, seeded by its first value",
    Source = "William Blau, 1993. Convention: Stock.Indicators, ToSmi",
    Parameters =
    [
        FunctionParameter.Bars("n", 13),
        FunctionParameter.Bars("first", 25),
        FunctionParameter.Bars("second", 2),
        FunctionParameter.Bars("signal", 3),
    ],
    Outputs =
    [
        new("value", "−100 to 100", "The index"),
        new("signal", "−100 to 100", "Its average"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    public override int WarmUp(ReadOnlySpan<double> parameters) =>
        (int)parameters[0] - 1 + Decay.Exponential(parameters[1]) + Decay.Exponential(parameters[2]) + Decay.Exponential(parameters[3]);

    protected override void Compute(in FunctionCall call)
    {
        var bars = call.Bars;
        var n = call.Whole(0);
        using var scratch = Scratch.Rent(2, call.Length);
        Span<double> highest = scratch[0], lowest = scratch[1], value = call.Output(0), signal = call.Output(1);
        Extreme.Highest(bars.High, n, highest);
        Extreme.Lowest(bars.Low, n, lowest);
        double first = 2.0 / (call.Whole(1) + 1), second = 2.0 / (call.Whole(2) + 1), signalWeight = 2.0 / (call.Whole(3) + 1);
        double momentum1 = 0, momentum2 = 0, range1 = 0, range2 = 0, average = double.NaN;
        for (var i = 0; i < value.Length; i++)
        {
            value[i] = signal[i] = double.NaN;
            if (i < n - 1) continue;
            double momentum = bars.Close[i] - (0.5 * (highest[i] + lowest[i])), range = highest[i] - lowest[i];
            if (i == n - 1) (momentum1, momentum2, range1, range2) = (momentum, momentum, range, range);
            momentum1 += first * (momentum - momentum1);
            range1 += first * (range - range1);
            momentum2 += second * (momentum1 - momentum2);
            range2 += second * (range1 - range2);
            value[i] = Quotient.Of(100 * momentum2, 0.5 * range2);
            if (double.IsNaN(value[i])) continue;
            average = double.IsNaN(average) ? value[i] : average + (signalWeight * (value[i] - average));
            signal[i] = average;
        }
    }
}
