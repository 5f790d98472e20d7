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

    private protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var n = call.Whole(0);
        var sum = new ExactSum();
        for (var i = 0; i < x.Length; i++)
        {
            sum.Replace(i < n ? 0 : x[i - n], x[i]);
            result[i] = i < n - 1 ? double.NaN : sum.Value;
        }
    }
}
