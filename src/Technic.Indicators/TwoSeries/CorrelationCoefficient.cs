namespace Technic.Indicators.TwoSeries;

/// <summary>
/// Correlation: the covariance of the last n values of x and of the second series ÷ the product of their standard deviations. First value
/// at index n − 1; none where a series did not move.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToCorrelation.</remarks>
internal sealed class CorrelationCoefficient() : IndicatorFunction(new()
{
    Name = "correlation",
    Family = FunctionFamilies.TwoSeries,
    Meaning = "Correlation",
    Formula = "the covariance of the last n values of x and of the second series ÷ the product of their standard deviations",
    Source = "Convention: Stock.Indicators, ToCorrelation",
    Series = SeriesArguments.Two,
    Parameters = [FunctionParameter.Bars("n", 20, 2)],
    Outputs = [new("", "−1 to 1", "The correlation")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X, second = call.Second;
        var result = call.Output(0);
        var n = call.Whole(0);
        var moments = new PairMoments(n);
        for (var i = 0; i < x.Length; i++)
        {
            moments.Roll(x, second, i);
            result[i] = i < n - 1 ? double.NaN : moments.Correlation;
        }
    }
}
