namespace Technic.Indicators.Windows;

/// <summary>
/// Median of a window: the middle of the last n values in order, or the mean of both middles. First value at index n − 1. ⌈log₂ n⌉
/// comparisons and one move of memory a bar.
/// </summary>
/// <remarks>Statistics.</remarks>
internal sealed class MedianOfValues() : IndicatorFunction(new()
{
    Name = "median",
    Family = FunctionFamilies.Windows,
    Meaning = "Median of a window",
    Formula = "the middle of the last n values in order, or the mean of both middles",
    Source = "Statistics",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.RequiredBars("n")],
    Outputs = [new("", "as x", "The median")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var n = call.Whole(0);
        using var scratch = Scratch.Rent(1, n);
        var window = new SortedWindow(scratch[0]);
        for (var i = 0; i < x.Length; i++)
        {
            if (i < n) window.Add(x[i]);
            else window.Replace(x[i - n], x[i]);
            result[i] = i < n - 1 ? double.NaN : window.Median;
        }
    }
}
