namespace Technic.Indicators.Windows;

/// <summary>
/// Lowest value of a window: the smallest of the last n values. First value at index n − 1.
/// </summary>
/// <remarks>Charting standard.</remarks>
internal sealed class LowestValue() : IndicatorFunction(new()
{
    Name = "lowest",
    Family = FunctionFamilies.Windows,
    Meaning = "Lowest value of a window",
    Formula = "the smallest of the last n values",
    Source = "Charting standard",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.RequiredBars("n")],
    Outputs = [new("", "as x", "The smallest value")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call) => Extreme.Lowest(call.X, call.Whole(0), call.Output(0));
}
