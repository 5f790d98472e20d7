namespace Technic.Indicators.Momentum;

/// <summary>
/// Relative strength index: 100 × G ÷ (G + L); G and L are Wilder's averages over n of the gains and of the losses from value to value.
/// First value at index n. Without any movement it is 50, so that a market and its mirror image add up to 100.
/// </summary>
/// <remarks>
/// J. Welles Wilder, 1978. Convention: Stock.Indicators, ToRsi, which differs only for series that never moved (there 100).
/// </remarks>
internal sealed class RelativeStrengthIndex() : IndicatorFunction(new()
{
    Name = "rsi",
    Family = FunctionFamilies.Momentum,
    Meaning = "Relative strength index",
    Formula = "100 × G ÷ (G + L); G and L are Wilder's averages over n of the gains and of the losses from value to value",
    Source = "J. Welles Wilder, 1978. Convention: Stock.Indicators, ToRsi, which differs only for series that never moved (there 100)",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "0 to 100", "The index")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] + Decay.Wilder(parameters[0]);

    protected override void Compute(in FunctionCall call) => RelativeStrength.Compute(call.X, 0, call.Whole(0), call.Output(0));
}
