namespace Technic.Indicators.Volume;

/// <summary>
/// Percentage volume oscillator: value = 100 × (EMA(fast) − EMA(slow)) ÷ EMA(slow) of the volume; signal = EMA(signal) of it; histogram =
/// value − signal. First value at index slow − 1, first signal at slow + signal − 2; no value where the slow average is 0.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToPvo.</remarks>
internal sealed class PercentageVolumeOscillator() : IndicatorFunction(new()
{
    Name = "pvo",
    Family = FunctionFamilies.Volume,
    Meaning = "Percentage volume oscillator",
    Formula = "value = 100 × (EMA(fast) − EMA(slow)) ÷ EMA(slow) of the volume; signal = EMA(signal) of it; histogram = value − signal",
    Source = "Convention: Stock.Indicators, ToPvo",
    Parameters = [FunctionParameter.Bars("fast", 12), FunctionParameter.Bars("slow", 26), FunctionParameter.Bars("signal", 9)],
    Outputs =
    [
        new("value", "%", "The difference of the averages"),
        new("signal", "%", "Its exponential average"),
        new("histogram", "%", "Value minus signal"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) =>
        output == 0 ? (int)parameters[1] - 1 : (int)parameters[1] + (int)parameters[2] - 2;

    public override int WarmUp(ReadOnlySpan<double> parameters) => Convergence.WarmUp(parameters);

    protected override string? CheckTogether(ReadOnlySpan<double> parameters) =>
        parameters[0] < parameters[1] ? null : $"fast of {Name} must be less than slow";

    protected override void Compute(in FunctionCall call) => Convergence.Compute(call, call.Bars.Volume, percent: true);
}
