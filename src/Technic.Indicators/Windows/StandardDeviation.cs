namespace Technic.Indicators.Windows;

/// <summary>
/// Standard deviation of a window: √(mean of the squared deviations of the last n values from their mean) (population, divisor n). First
/// value at index n − 1. Exactly 0 where all values are equal.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToStdDev.</remarks>
internal sealed class StandardDeviation() : IndicatorFunction(new()
{
    Name = "stdev",
    Family = FunctionFamilies.Windows,
    Meaning = "Standard deviation of a window",
    Formula = "√(mean of the squared deviations of the last n values from their mean) (population, divisor n)",
    Source = "Convention: Stock.Indicators, ToStdDev",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.RequiredBars("n", 2)],
    Outputs = [new("", "as x", "The standard deviation")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        var n = call.Whole(0);
        using var scratch = Scratch.Rent(1, call.Length);
        WindowMoments.Compute(call.X, n, scratch[0], call.Output(0));
        WindowMoments.Roots(call.Output(0), 1.0 / n);
    }
}
