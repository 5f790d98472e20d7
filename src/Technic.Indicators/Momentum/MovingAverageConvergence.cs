namespace Technic.Indicators.Momentum;

/// <summary>
/// Moving average convergence/divergence: value = EMA(fast) − EMA(slow); signal = EMA(signal) of it; histogram = value − signal. First
/// value at index slow − 1, first signal at slow + signal − 2.
/// </summary>
/// <remarks>Gerald Appel, 1979. Convention: Stock.Indicators, ToMacd.</remarks>
internal sealed class MovingAverageConvergence() : IndicatorFunction(new()
{
    Name = "macd",
    Family = FunctionFamilies.Momentum,
    Meaning = "Moving average convergence/divergence",
    Formula = "value = EMA(fast) − EMA(slow); signal = EMA(signal) of it; histogram = value − signal",
    Source = "Gerald Appel, 1979. Convention: Stock.Indicators, ToMacd",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("fast", 12), FunctionParameter.Bars("slow", 26), FunctionParameter.Bars("signal", 9)],
    Outputs =
    [
        new("value", "as x", "The difference of the averages"),
        new("signal", "as x", "Its exponential average"),
        new("histogram", "as x", "Value minus signal"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) =>
        output == 0 ? (int)parameters[1] - 1 : (int)parameters[1] + (int)parameters[2] - 2;

    public override int WarmUp(ReadOnlySpan<double> parameters) => Convergence.WarmUp(parameters);

    protected override string? CheckTogether(ReadOnlySpan<double> parameters) =>
        parameters[0] < parameters[1] ? null : $"fast of {Name} must be less than slow";

    protected override void Compute(in FunctionCall call) => Convergence.Compute(call, call.X, percent: false);
}
