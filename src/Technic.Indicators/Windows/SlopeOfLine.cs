namespace Technic.Indicators.Windows;

/// <summary>
/// Slope of the regression line: the change a bar of the straight line of least squares through the last n values. First value at index n −
/// 1.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToSlope.</remarks>
internal sealed class SlopeOfLine() : IndicatorFunction(new()
{
    Name = "slope",
    Family = FunctionFamilies.Windows,
    Meaning = "Slope of the regression line",
    Formula = "the change a bar of the straight line of least squares through the last n values",
    Source = "Convention: Stock.Indicators, ToSlope",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.RequiredBars("n", 2)],
    Outputs = [new("", "as x", "The slope a bar")],
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
            result[i] = i < n - 1 ? double.NaN : fit.Slope;
        }
    }
}
