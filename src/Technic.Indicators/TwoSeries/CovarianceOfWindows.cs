namespace Technic.Indicators.TwoSeries;

/// <summary>
/// Covariance: the mean of the products of the deviations of the last n values of x and of the second series from their means (population,
/// divisor n). First value at index n − 1.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToCorrelation (Covariance).</remarks>
internal sealed class CovarianceOfWindows() : IndicatorFunction(new()
{
    Name = "covariance",
    Family = FunctionFamilies.TwoSeries,
    Meaning = "Covariance",
    Formula =
        "the mean of the products of the deviations of the last n values of x and of the second series from their means" +
        " (population, divisor n)",
    Source = "Convention: Stock.Indicators, ToCorrelation (Covariance)",
    Series = SeriesArguments.Two,
    Parameters = [FunctionParameter.Bars("n", 20, 2)],
    Outputs = [new("", "", "The covariance")],
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
            result[i] = i < n - 1 ? double.NaN : moments.Covariance;
        }
    }
}
