namespace Technic.Indicators.TwoSeries;

/// <summary>
/// Beta: the covariance of the one-bar returns of x and of the second series ÷ the variance of those of the second series, over the last n
/// returns. First value at index n; none where the second series did not move. The return from a value of 0 counts as 0.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToBeta.</remarks>
internal sealed class BetaCoefficient() : IndicatorFunction(new()
{
    Name = "beta",
    Family = FunctionFamilies.TwoSeries,
    Meaning = "Beta",
    Formula =
        "the covariance of the one-bar returns of x and of the second series ÷ the variance of those of the second " +
        "series, over the last n returns",
    Source = "Convention: Stock.Indicators, ToBeta",
    Series = SeriesArguments.Two,
    Parameters = [FunctionParameter.Bars("n", 50, 2)],
    Outputs = [new("", "", "Beta: 2 means twice the moves of the second series")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X, second = call.Second;
        var result = call.Output(0);
        var n = call.Whole(0);
        using var scratch = Scratch.Rent(2, call.Length);
        Span<double> returns = scratch[0], market = scratch[1];
        var moments = new PairMoments(n);
        for (var i = 0; i < x.Length; i++)
        {
            result[i] = double.NaN;
            if (i == 0) continue;
            returns[i] = Return(x[i - 1], x[i]);
            market[i] = Return(second[i - 1], second[i]);
            moments.Roll(returns[1..], market[1..], i - 1);
            if (i >= n) result[i] = Quotient.Of(moments.Covariance, moments.VarianceY);
        }
    }

    private static double Return(double from, double to)
    {
        var change = (to / from) - 1;
        return double.IsFinite(change) ? change : 0;
    }
}
