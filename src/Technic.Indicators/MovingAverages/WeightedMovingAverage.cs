namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Weighted moving average: the mean of the last n values with the weights 1, 2, … n, the last value having the largest. First value at
/// index n − 1.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToWma.</remarks>
internal sealed class WeightedMovingAverage() : IndicatorFunction(new()
{
    Name = "wma",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Weighted moving average",
    Formula = "the mean of the last n values with the weights 1, 2, … n, the last value having the largest",
    Source = "Convention: Stock.Indicators, ToWma",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "as x", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call) => Averages.Weighted(call.X, 0, call.Whole(0), call.Output(0));
}
