namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Endpoint moving average: the value at the last bar of the straight line of least squares through the last n values. First value at index
/// n − 1.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToEpma.</remarks>
internal sealed class EndpointMovingAverage() : IndicatorFunction(new()
{
    Name = "epma",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Endpoint moving average",
    Formula = "the value at the last bar of the straight line of least squares through the last n values",
    Source = "Convention: Stock.Indicators, ToEpma",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 10, 2)],
    Outputs = [new("", "as x", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var n = call.Whole(0);
        var fit = new LinearFit(n);
        for (var i = 0; i < x.Length; i++)
        {
            fit.Roll(x, i);
            result[i] = i < n - 1 ? double.NaN : fit.End;
        }
    }
}
