namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Exponential moving average: the mean of the first n values, then EMA += 2 ÷ (n + 1) × (x − EMA). First value at index n − 1.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToEma.</remarks>
internal sealed class ExponentialMovingAverage() : IndicatorFunction(new()
{
    Name = "ema",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Exponential moving average",
    Formula = "the mean of the first n values, then EMA += 2 ÷ (n + 1) × (x − EMA)",
    Source = "Convention: Stock.Indicators, ToEma",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 20)],
    Outputs = [new("", "as x", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] - 1 + Decay.Exponential(parameters[0]);

    protected override void Compute(in FunctionCall call) => Averages.Exponential(call.X, 0, call.Whole(0), call.Output(0));
}
