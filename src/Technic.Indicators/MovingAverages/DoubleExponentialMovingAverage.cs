namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Double exponential moving average: 2 × E1 − E2; E1 = EMA(n) of x, E2 = EMA(n) of E1, both seeded by the mean of the first n values.
/// First value at index n − 1.
/// </summary>
/// <remarks>Patrick Mulloy, 1994. Convention: Stock.Indicators, ToDema.</remarks>
internal sealed class DoubleExponentialMovingAverage() : IndicatorFunction(new()
{
    Name = "dema",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Double exponential moving average",
    Formula = "2 × E1 − E2; E1 = EMA(n) of x, E2 = EMA(n) of E1, both seeded by the mean of the first n values",
    Source = "Patrick Mulloy, 1994. Convention: Stock.Indicators, ToDema",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "as x", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] - 1 + Decay.Chain(2 / (parameters[0] + 1), 2);

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var n = call.Whole(0);
        result[..Math.Min(n - 1, result.Length)].Fill(double.NaN);
        if (x.Length < n) return;
        var weight = 2.0 / (n + 1);
        var first = Averages.Seed(x, n);
        var second = first;
        result[n - 1] = first;
        for (var i = n; i < x.Length; i++)
        {
            first += weight * (x[i] - first);
            second += weight * (first - second);
            result[i] = (2 * first) - second;
        }
    }
}
