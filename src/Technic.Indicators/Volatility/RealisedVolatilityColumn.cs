namespace Technic.Indicators.Volatility;

/// <summary>
/// Realised volatility: the sample standard deviation (divisor n − 1) of the last n simple returns × √252. First value at index n; none
/// where a value in the window is 0.
/// </summary>
/// <remarks>John Hull, Options, Futures, and Other Derivatives, with simple returns.</remarks>
internal sealed class RealisedVolatilityColumn() : IndicatorFunction(new()
{
    Name = "volatility",
    Family = FunctionFamilies.Volatility,
    Meaning = "Realised volatility",
    Formula = "the sample standard deviation (divisor n − 1) of the last n simple returns × √252",
    Source = "John Hull, Options, Futures, and Other Derivatives, with simple returns",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 20, 2)],
    Outputs = [new("", "per year", "The volatility: 0.25 is 25 % a year")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    private protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var n = call.Whole(0);
        result[..Math.Min(n, result.Length)].Fill(double.NaN);
        var moments = new Moments(n);
        using var scratch = Scratch.Rent(1, call.Length);
        var returns = scratch[0][1..];
        var missing = 0;
        for (var i = 1; i < x.Length; i++)
        {
            var change = Return(x, i);
            missing += (double.IsNaN(change) ? 1 : 0) - (i > n && double.IsNaN(Return(x, i - n)) ? 1 : 0);
            returns[i - 1] = double.IsNaN(change) ? 0 : change;
            moments.Roll(returns, i - 1);
            if (i < n) continue;
            var squares = moments.SquaredDeviations(moments.Mean);
            result[i] = missing > 0 ? double.NaN : Math.Sqrt(squares / (n - 1) * RealisedVolatility.SessionsPerYear);
        }
    }

    private static double Return(ReadOnlySpan<double> x, int i) => Quotient.Of(x[i] - x[i - 1], x[i - 1]);
}
