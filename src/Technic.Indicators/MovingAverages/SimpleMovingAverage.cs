namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Simple moving average: the mean of the last n values. First value at index n − 1. Sums are exact (<see cref="ExactSum"/>): a value is
/// within 2 units in the last place of the mean of its window, however long the series is.
/// </summary>
/// <remarks>Convention: Stock.Indicators, <c>ToSma</c>.</remarks>
internal sealed class SimpleMovingAverage() : IndicatorFunction(new()
{
    Name = "sma",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Simple moving average: the mean of the last n values",
    Formula = "sum of the last n values ÷ n",
    Source = "Stock.Indicators ToSma",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 20)],
    Outputs = [new("", "as x", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    private protected override void Compute(in FunctionCall call) => Averages.Simple(call.X, 0, call.Whole(0), call.Output(0));
}
