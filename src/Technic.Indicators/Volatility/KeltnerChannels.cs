namespace Technic.Indicators.Volatility;

/// <summary>
/// Keltner channels: middle = EMA(n) of the close; upper, lower = middle ± factor × ATR(atr). First middle at index max(n, atr) − 1, first
/// bands at max(n − 1, atr).
/// </summary>
/// <remarks>Chester Keltner, 1960, and Linda Bradford Raschke. Convention: Stock.Indicators, ToKeltner.</remarks>
internal sealed class KeltnerChannels() : IndicatorFunction(new()
{
    Name = "keltner",
    Family = FunctionFamilies.Volatility,
    Meaning = "Keltner channels",
    Formula = "middle = EMA(n) of the close; upper, lower = middle ± factor × ATR(atr)",
    Source = "Chester Keltner, 1960, and Linda Bradford Raschke. Convention: Stock.Indicators, ToKeltner",
    Parameters = [FunctionParameter.Bars("n", 20), new("factor", 2, 0.001, 100, ParameterKind.Number), FunctionParameter.Bars("atr", 10)],
    Outputs =
    [
        new("upper", "$", "The upper band"),
        new("middle", "$", "The middle"),
        new("lower", "$", "The lower band"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) =>
        output == 1 ? Math.Max((int)parameters[0], (int)parameters[2]) - 1 : Math.Max((int)parameters[0] - 1, (int)parameters[2]);

    public override int WarmUp(ReadOnlySpan<double> parameters) =>
        Math.Max((int)parameters[0] - 1 + Decay.Exponential(parameters[0]), (int)parameters[2] + Decay.Wilder(parameters[2]));

    protected override void Compute(in FunctionCall call)
    {
        Span<double> upper = call.Output(0), middle = call.Output(1), lower = call.Output(2);
        Averages.Exponential(call.Bars.Close, 0, call.Whole(0), middle);
        middle[..Math.Min(FirstIndex(call.Parameters, 1), middle.Length)].Fill(double.NaN);
        Ranges.AverageTrue(call.Bars, call.Whole(2), upper);
        Bands.Around(middle, upper, call.Parameters[1], upper, lower);
    }
}
