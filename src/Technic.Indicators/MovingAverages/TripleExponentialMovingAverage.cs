namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Triple exponential moving average: 3 × E1 − 3 × E2 + E3; E1 = EMA(n) of x, E2 = EMA(n) of E1, E3 = EMA(n) of E2, all seeded by the mean
/// of the first n values. First value at index n − 1.
/// </summary>
/// <remarks>Patrick Mulloy, 1994. Convention: Stock.Indicators, ToTema.</remarks>
internal sealed class TripleExponentialMovingAverage() : IndicatorFunction(new()
{
    Name = "tema",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Triple exponential moving average",
    Formula = "3 × E1 − 3 × E2 + E3; E1 = EMA(n) of x, E2 = EMA(n) of E1, E3 = EMA(n) of E2, all seeded by the mean of the first n values",
    Source = "Patrick Mulloy, 1994. Convention: Stock.Indicators, ToTema",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 20)],
    Outputs = [new("", "as x", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] - 1 + Decay.Chain(2 / (parameters[0] + 1), 3);

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var n = call.Whole(0);
        result[..Math.Min(n - 1, result.Length)].Fill(double.NaN);
        if (x.Length < n) return;
        var weight = 2.0 / (n + 1);
        var first = Averages.Seed(x, n);
        double second = first, third = first;
        result[n - 1] = first;
        for (var i = n; i < x.Length; i++)
        {
            first += weight * (x[i] - first);
            second += weight * (first - second);
            third += weight * (second - third);
            result[i] = (3 * first) - (3 * second) + third;
        }
    }
}
