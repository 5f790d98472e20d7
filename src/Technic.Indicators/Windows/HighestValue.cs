namespace Technic.Indicators.Windows;

/// <summary>
/// Highest value of a window: the largest of the last n values. First value at index n − 1.
/// </summary>
/// <remarks>Charting standard.</remarks>
internal sealed class HighestValue() : IndicatorFunction(new()
{
    Name = "highest",
    Family = FunctionFamilies.Windows,
    Meaning = "Highest value of a window",
    Formula = "the largest of the last n values",
    Source = "Charting standard",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.RequiredBars("n")],
    Outputs = [new("", "as x", "The largest value")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call) => Extreme.Highest(call.X, call.Whole(0), call.Output(0));
}
