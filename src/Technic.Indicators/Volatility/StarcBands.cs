namespace Technic.Indicators.Volatility;

/// <summary>
/// STARC bands: middle = SMA(n) of the close; upper, lower = middle ± factor × ATR(atr). First middle at index n − 1, first bands at max(n
/// − 1, atr).
/// </summary>
/// <remarks>Manning Stoller. Convention: Stock.Indicators, ToStarcBands.</remarks>
internal sealed class StarcBands() : IndicatorFunction(new()
{
    Name = "starc",
    Family = FunctionFamilies.Volatility,
    Meaning = "STARC bands",
    Formula = "middle = SMA(n) of the close; upper, lower = middle ± factor × ATR(atr)",
    Source = "Manning Stoller. Convention: Stock.Indicators, ToStarcBands",
    Parameters = [FunctionParameter.Bars("n", 5, 2), new("factor", 2, 0.001, 100, ParameterKind.Number), FunctionParameter.Bars("atr", 10)],
    Outputs =
    [
        new("upper", "$", "The upper band"),
        new("middle", "$", "The middle"),
        new("lower", "$", "The lower band"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) =>
        output == 1 ? (int)parameters[0] - 1 : Math.Max((int)parameters[0] - 1, (int)parameters[2]);

    public override int WarmUp(ReadOnlySpan<double> parameters) =>
        Math.Max((int)parameters[0] - 1, (int)parameters[2] + Decay.Wilder(parameters[2]));

    protected override void Compute(in FunctionCall call)
    {
        Span<double> upper = call.Output(0), middle = call.Output(1), lower = call.Output(2);
        Averages.Simple(call.Bars.Close, 0, call.Whole(0), middle);
        Ranges.AverageTrue(call.Bars, call.Whole(2), upper);
        Bands.Around(middle, upper, call.Parameters[1], upper, lower);
    }
}
