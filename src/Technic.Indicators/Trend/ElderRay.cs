namespace Technic.Indicators.Trend;

/// <summary>
/// Elder ray: bull = high − EMA(n) of the close; bear = low − EMA(n) of the close. First value at index n − 1.
/// </summary>
/// <remarks>Alexander Elder, 1989. Convention: Stock.Indicators, ToElderRay.</remarks>
internal sealed class ElderRay() : IndicatorFunction(new()
{
    Name = "elder_ray",
    Family = FunctionFamilies.Trend,
    Meaning = "Elder ray",
    Formula = "bull = high − EMA(n) of the close; bear = low − EMA(n) of the close",
    Source = "Alexander Elder, 1989. Convention: Stock.Indicators, ToElderRay",
    Parameters = [FunctionParameter.Bars("n", 13)],
    Outputs =
    [
        new("bull", "$", "Bull power"),
        new("bear", "$", "Bear power"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] - 1 + Decay.Exponential(parameters[0]);

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> high = call.Bars.High, low = call.Bars.Low;
        Span<double> bull = call.Output(0), bear = call.Output(1);
        Averages.Exponential(call.Bars.Close, 0, call.Whole(0), bear);
        for (var i = 0; i < bull.Length; i++)
        {
            bull[i] = high[i] - bear[i];
            bear[i] = low[i] - bear[i];
        }
    }
}
