namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Simple moving average: the sum of the last n values ÷ n. First value at index n − 1.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToSma.</remarks>
internal sealed class SimpleMovingAverage() : IndicatorFunction(new()
{
    Name = "sma",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Simple moving average",
    Formula = "the sum of the last n values ÷ n",
    Source = "Convention: Stock.Indicators, ToSma",
    Aliases = ["avg"],
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 20)],
    Outputs = [new("", "as x", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call) => Averages.Simple(call.X, 0, call.Whole(0), call.Output(0));
}
