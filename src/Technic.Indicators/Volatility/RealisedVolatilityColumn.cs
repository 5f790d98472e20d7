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

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var n = call.Whole(0);
        using var scratch = Scratch.Rent(2, call.Length);
        Span<double> returns = scratch[0][1..], means = scratch[1][1..];
        result[0] = double.NaN;
        Quotient.PercentChanges(x[..^1], x[1..], returns);
        // A missing return would spread over a sum: it counts as 0, and the windows that have it get no value.
        var hasMissing = FiniteRun.Length(returns, returns) < returns.Length;
        var missing = 0;
        if (hasMissing) returns.Replace(double.NaN, 0);
        WindowMoments.Compute(returns, n, means, result[1..]);
        // Returns are in percent.
        WindowMoments.Roots(result, RealisedVolatility.SessionsPerYear / (n - 1) / 10_000);
        for (var i = 1; hasMissing && i < x.Length; i++)
        {
            missing += (IsMissing(x, i) ? 1 : 0) - (i > n && IsMissing(x, i - n) ? 1 : 0);
            if (missing > 0) result[i] = double.NaN;
        }
    }

    private static bool IsMissing(ReadOnlySpan<double> x, int i) => double.IsNaN(Quotient.PercentChange(x[i - 1], x[i]));
}
