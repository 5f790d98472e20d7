namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Volume-weighted moving average: the sum of close × volume ÷ the sum of volume, over the last n bars. First value at index n − 1; none
/// where no share was traded.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToVwma.</remarks>
internal sealed class VolumeWeightedMovingAverage() : IndicatorFunction(new()
{
    Name = "vwma",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Volume-weighted moving average",
    Formula = "the sum of close × volume ÷ the sum of volume, over the last n bars",
    Source = "Convention: Stock.Indicators, ToVwma",
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "$", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call) =>
        VolumeWeighted.Average(call.Bars.Close, call.Bars.Volume, call.Whole(0), call.Output(0));
}
