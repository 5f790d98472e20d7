namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Smoothed moving average (Wilder's): the mean of the first n values, then SMMA += (x − SMMA) ÷ n. First value at index n − 1.
/// </summary>
/// <remarks>J. Welles Wilder, 1978. Convention: Stock.Indicators, ToSmma.</remarks>
internal sealed class SmoothedMovingAverage() : IndicatorFunction(new()
{
    Name = "smma",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Smoothed moving average (Wilder's)",
    Formula = "the mean of the first n values, then SMMA += (x − SMMA) ÷ n",
    Source = "J. Welles Wilder, 1978. Convention: Stock.Indicators, ToSmma",
    Aliases = ["rma"],
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 20)],
    Outputs = [new("", "as x", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] - 1 + Decay.Wilder(parameters[0]);

    protected override void Compute(in FunctionCall call) => Averages.Wilder(call.X, 0, call.Whole(0), call.Output(0));
}
