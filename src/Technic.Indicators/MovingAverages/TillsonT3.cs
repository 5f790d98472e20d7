namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Tillson's T3 moving average: c1 × E6 + c2 × E5 + c3 × E4 + c4 × E3; E1 = EMA(n) of x, E2 = EMA(n) of E1 and so on, all seeded by the
/// first value; a = factor, c1 = −a³, c2 = 3a² + 3a³, c3 = −6a² − 3a − 3a³, c4 = 1 + 3a + a³ + 3a². First value, x itself, at index 0.
/// </summary>
/// <remarks>Tim Tillson, 1998. Convention: Stock.Indicators, ToT3.</remarks>
internal sealed class TillsonT3() : IndicatorFunction(new()
{
    Name = "t3",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Tillson's T3 moving average",
    Formula =
        "c1 × E6 + c2 × E5 + c3 × E4 + c4 × E3; E1 = EMA(n) of x, E2 = EMA(n) of E1 and so on, all seeded by the first " +
        "value; a = factor, c1 = −a³, c2 = 3a² + 3a³, c3 = −6a² − 3a − 3a³, c4 = 1 + 3a + a³ + 3a²",
    Source = "Tim Tillson, 1998. Convention: Stock.Indicators, ToT3",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 5), new("factor", 0.7, 0.01, 10, ParameterKind.Number)],
    Outputs = [new("", "as x", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => 0;

    public override int WarmUp(ReadOnlySpan<double> parameters) => Decay.Chain(2 / (parameters[0] + 1), 6);

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var a = call.Parameters[1];
        double a2 = a * a, a3 = a * a * a;
        double c1 = -a3, c2 = (3 * a2) + (3 * a3), c3 = (-6 * a2) - (3 * a) - (3 * a3), c4 = 1 + (3 * a) + a3 + (3 * a2);
        double e1 = x[0], e2 = e1, e3 = e1, e4 = e1, e5 = e1, e6 = e1;
        var weight = 2.0 / (call.Whole(0) + 1);
        result[0] = e1;
        for (var i = 1; i < x.Length; i++)
        {
            e1 += weight * (x[i] - e1);
            e2 += weight * (e1 - e2);
            e3 += weight * (e2 - e3);
            e4 += weight * (e3 - e4);
            e5 += weight * (e4 - e5);
            e6 += weight * (e5 - e6);
            result[i] = (c1 * e6) + (c2 * e5) + (c3 * e4) + (c4 * e3);
        }
    }
}
