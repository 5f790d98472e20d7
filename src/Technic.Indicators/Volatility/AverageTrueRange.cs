namespace Technic.Indicators.Volatility;

/// <summary>
/// Average true range: Wilder's average of the true range. First value at index n.
/// </summary>
/// <remarks>J. Welles Wilder, 1978. Convention: Stock.Indicators, ToAtr.</remarks>
internal sealed class AverageTrueRange() : IndicatorFunction(new()
{
    Name = "atr",
    Family = FunctionFamilies.Volatility,
    Meaning = "Average true range",
    Formula = "Wilder's average of the true range",
    Source = "J. Welles Wilder, 1978. Convention: Stock.Indicators, ToAtr",
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "$", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] + Decay.Wilder(parameters[0]);

    protected override void Compute(in FunctionCall call) => Ranges.AverageTrue(call.Bars, call.Whole(0), call.Output(0));
}
