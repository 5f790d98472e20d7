namespace Technic.Indicators.Momentum;

/// <summary>
/// Triple exponential oscillator: 100 × the change of E3 ÷ the E3 before; E1 = EMA(n) of x, E2 = EMA(n) of E1, E3 = EMA(n) of E2, all
/// seeded by the mean of the first n values. First value at index n.
/// </summary>
/// <remarks>Jack Hutson, 1983. Convention: Stock.Indicators, ToTrix.</remarks>
internal sealed class TripleExponentialOscillator() : IndicatorFunction(new()
{
    Name = "trix",
    Family = FunctionFamilies.Momentum,
    Meaning = "Triple exponential oscillator",
    Formula =
        "100 × the change of E3 ÷ the E3 before; E1 = EMA(n) of x, E2 = EMA(n) of E1, E3 = EMA(n) of E2, all seeded by " +
        "the mean of the first n values",
    Source = "Jack Hutson, 1983. Convention: Stock.Indicators, ToTrix",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "%", "The change of the smoothed value in one bar")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] + Decay.Chain(2 / (parameters[0] + 1), 3);

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var n = call.Whole(0);
        result[..Math.Min(n, result.Length)].Fill(double.NaN);
        if (x.Length < n) return;
        var weight = 2.0 / (n + 1);
        var first = Averages.Seed(x, n);
        double second = first, third = first;
        for (var i = n; i < x.Length; i++)
        {
            var before = third;
            first += weight * (x[i] - first);
            second += weight * (first - second);
            third += weight * (second - third);
            result[i] = Quotient.PercentChange(before, third);
        }
    }
}
