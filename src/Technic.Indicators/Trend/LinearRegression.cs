namespace Technic.Indicators.Trend;

/// <summary>
/// Linear regression: the straight line of least squares through the last n values: value at the last bar, slope a bar, intercept at bar 0
/// when the first bar of the history is bar 1, squared correlation r2. First value at index n − 1; no r2 where all values are equal.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToSlope (value: ToEpma).</remarks>
internal sealed class LinearRegression() : IndicatorFunction(new()
{
    Name = "linreg",
    Family = FunctionFamilies.Trend,
    Meaning = "Linear regression",
    Formula =
        "the straight line of least squares through the last n values: value at the last bar, slope a bar, intercept at" +
        " bar 0 when the first bar of the history is bar 1, squared correlation r2",
    Source = "Convention: Stock.Indicators, ToSlope (value: ToEpma)",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 14, 2)],
    Outputs =
    [
        new("value", "as x", "The line at the bar"),
        new("slope", "as x", "The change of the line from bar to bar"),
        new("intercept", "as x", "The line at the bar before the first of the history") { IsCumulative = true },
        new("r2", "0 to 1", "The squared correlation with time"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var n = call.Whole(0);
        Span<double> value = call.Output(0), slope = call.Output(1), intercept = call.Output(2), squared = call.Output(3);
        var fit = new LinearFit(n);
        for (var i = 0; i < x.Length; i++)
        {
            fit.Roll(x, i);
            var hasValue = i >= n - 1;
            value[i] = hasValue ? fit.End : double.NaN;
            slope[i] = hasValue ? fit.Slope : double.NaN;
            if (call.Wants(2)) intercept[i] = hasValue ? fit.Mean - (fit.Slope * (i + 1 - ((n - 1) / 2.0))) : double.NaN;
            if (call.Wants(3)) squared[i] = hasValue ? fit.RSquared : double.NaN;
        }
    }
}
