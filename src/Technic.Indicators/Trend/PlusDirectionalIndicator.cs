namespace Technic.Indicators.Trend;

/// <summary>
/// Positive directional indicator: 100 × Wilder's average of +DM ÷ that of the true range; +DM = high − previous high where that is
/// positive and exceeds previous low − low, else 0. First value at index n. Without any range it is 0.
/// </summary>
/// <remarks>
/// J. Welles Wilder, 1978. Convention: Stock.Indicators, ToAdx, which differs only for prices without any range (there no value).
/// </remarks>
internal sealed class PlusDirectionalIndicator() : IndicatorFunction(new()
{
    Name = "plus_di",
    Family = FunctionFamilies.Trend,
    Meaning = "Positive directional indicator",
    Formula =
        "100 × Wilder's average of +DM ÷ that of the true range; +DM = high − previous high where that is positive and " +
        "exceeds previous low − low, else 0",
    Source =
        "J. Welles Wilder, 1978. Convention: Stock.Indicators, ToAdx, which differs only for prices without any range " +
        "(there no value)",
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "0 to 100", "The indicator")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] + (2 * Decay.Wilder(parameters[0]));

    protected override void Compute(in FunctionCall call) =>
        DirectionalMovement.Indicator(call.Bars, call.Whole(0), isPlus: true, call.Output(0));
}
