namespace Technic.Indicators.Windows;

/// <summary>
/// Percent rank in a window: 100 × (number of lower values + ½ × number of equal others) ÷ (n − 1), of the other n − 1 of the last n
/// values. First value at index n − 1. ⌈log₂ n⌉ comparisons and one move of memory a bar.
/// </summary>
/// <remarks>Statistics, the convention of rank().</remarks>
internal sealed class PercentRank() : IndicatorFunction(new()
{
    Name = "percent_rank",
    Family = FunctionFamilies.Windows,
    Meaning = "Percent rank in a window",
    Formula = "100 × (number of lower values + ½ × number of equal others) ÷ (n − 1), of the other n − 1 of the last n values",
    Source = "Statistics, the convention of rank()",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.RequiredBars("n", 2)],
    Outputs = [new("", "0 to 100", "The rank: 100 is the largest of the window")],
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
            result[i] = i < n - 1
                ? double.NaN
                : 100 * (window.CountBelow(x[i]) + (0.5 * (window.CountEqual(x[i]) - 1))) / (n - 1);
        }
    }
}
