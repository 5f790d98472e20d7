namespace Technic.Indicators.Windows;

/// <summary>
/// Sum of a window: the sum of the last n values. First value at index n − 1.
/// </summary>
/// <remarks>Charting standard.</remarks>
internal sealed class SumOfValues() : IndicatorFunction(new()
{
    Name = "sum",
    Family = FunctionFamilies.Windows,
    Meaning = "Sum of a window",
    Formula = "the sum of the last n values",
    Source = "Charting standard",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.RequiredBars("n")],
    Outputs = [new("", "as x", "The sum")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        WindowSums.Compute(call.X, call.Whole(0), call.Output(0));
    }
}
