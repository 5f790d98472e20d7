namespace Technic.Indicators.Volatility;

/// <summary>
/// Bollinger bands: middle = SMA(n); upper, lower = middle ± deviations × the population standard deviation of the last n values; percent_b
/// = (x − lower) ÷ (upper − lower); width = (upper − lower) ÷ middle. First value at index n − 1; no percent_b where the bands meet, no
/// width where the middle is 0.
/// </summary>
/// <remarks>John Bollinger, 1983. Convention: Stock.Indicators, ToBollingerBands.</remarks>
internal sealed class BollingerBandColumns() : IndicatorFunction(new()
{
    Name = "bb",
    Family = FunctionFamilies.Volatility,
    Meaning = "Bollinger bands",
    Formula =
        "middle = SMA(n); upper, lower = middle ± deviations × the population standard deviation of the last n values; " +
        "percent_b = (x − lower) ÷ (upper − lower); width = (upper − lower) ÷ middle",
    Source = "John Bollinger, 1983. Convention: Stock.Indicators, ToBollingerBands",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 20, 2), new("deviations", 2, 0.001, 100, ParameterKind.Number)],
    Outputs =
    [
        new("upper", "as x", "The upper band"),
        new("middle", "as x", "The middle"),
        new("lower", "as x", "The lower band"),
        new("percent_b", "", "Position of x between the bands: 0 at the lower, 1 at the upper"),
        new("width", "", "Distance between the bands as a fraction of the middle"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var n = call.Whole(0);
        var deviations = call.Parameters[1];
        Span<double> upper = call.Output(0), middle = call.Output(1), lower = call.Output(2);
        WindowMoments.Compute(x, n, middle, upper);
        WindowMoments.Roots(upper, 1.0 / n);
        Bands.Around(middle, upper, deviations, upper, lower);
        if (call.Wants(3)) Quotient.OfDifferences(x, lower, upper, lower, call.Output(3));
        if (!call.Wants(4)) return;
        var width = call.Output(4);
        for (var i = 0; i < x.Length; i++) width[i] = Quotient.Of(upper[i] - lower[i], middle[i]);
    }
}
