namespace Technic.Indicators.Windows;

/// <summary>
/// Standard score in a window: (x − mean) ÷ standard deviation of the last n values (population, divisor n). First value at index n − 1;
/// none where all values are equal.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToStdDev (ZScore).</remarks>
internal sealed class ZScore() : IndicatorFunction(new()
{
    Name = "zscore",
    Family = FunctionFamilies.Windows,
    Meaning = "Standard score in a window",
    Formula = "(x − mean) ÷ standard deviation of the last n values (population, divisor n)",
    Source = "Convention: Stock.Indicators, ToStdDev (ZScore)",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.RequiredBars("n", 2)],
    Outputs = [new("", "", "Standard deviations from the mean")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        using var scratch = Scratch.Rent(1, call.Length);
        WindowMoments.Compute(x, call.Whole(0), scratch[0], result);
        WindowMoments.Roots(result, 1.0 / call.Whole(0));
        for (var i = 0; i < result.Length; i++) result[i] = Quotient.Of(x[i] - scratch[0][i], result[i]);
    }
}
