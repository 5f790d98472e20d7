namespace Technic.Indicators.Volume;

/// <summary>
/// Chaikin oscillator: EMA(fast) − EMA(slow) of the accumulation/distribution line. First value at index slow − 1.
/// </summary>
/// <remarks>Marc Chaikin. Convention: Stock.Indicators, ToChaikinOsc.</remarks>
internal sealed class ChaikinOscillator() : IndicatorFunction(new()
{
    Name = "chaikin_osc",
    Family = FunctionFamilies.Volume,
    Meaning = "Chaikin oscillator",
    Formula = "EMA(fast) − EMA(slow) of the accumulation/distribution line",
    Source = "Marc Chaikin. Convention: Stock.Indicators, ToChaikinOsc",
    Parameters = [FunctionParameter.Bars("fast", 3), FunctionParameter.Bars("slow", 10)],
    Outputs = [new("", "shares", "The oscillator")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[1] - 1;

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[1] - 1 + Decay.Exponential(parameters[1]);

    protected override string? CheckTogether(ReadOnlySpan<double> parameters) =>
        parameters[0] < parameters[1] ? null : $"fast of {Name} must be less than slow";

    protected override void Compute(in FunctionCall call)
    {
        using var scratch = Scratch.Rent(2, call.Length);
        Span<double> line = scratch[0], fast = scratch[1], result = call.Output(0);
        MoneyFlow.Cumulate(call.Bars, line);
        Averages.Exponential(line, 0, call.Whole(0), fast);
        Averages.Exponential(line, 0, call.Whole(1), result);
        for (var i = 0; i < result.Length; i++) result[i] = fast[i] - result[i];
    }
}
