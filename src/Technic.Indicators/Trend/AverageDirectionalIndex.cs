namespace Technic.Indicators.Trend;

/// <summary>
/// Average directional index: Wilder's average of 100 × |+DI − −DI| ÷ (+DI + −DI). First value at index 2 n − 1. Without directional
/// movement it is 0.
/// </summary>
/// <remarks>
/// J. Welles Wilder, 1978. Convention: Stock.Indicators, ToAdx, which differs only for prices without any range (there no value).
/// </remarks>
internal sealed class AverageDirectionalIndex() : IndicatorFunction(new()
{
    Name = "adx",
    Family = FunctionFamilies.Trend,
    Meaning = "Average directional index",
    Formula = "Wilder's average of 100 × |+DI − −DI| ÷ (+DI + −DI)",
    Source =
        "J. Welles Wilder, 1978. Convention: Stock.Indicators, ToAdx, which differs only for prices without any range " +
        "(there no value)",
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "0 to 100", "Strength of a trend, regardless of its direction")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (2 * (int)parameters[0]) - 1;

    public override int WarmUp(ReadOnlySpan<double> parameters) => (2 * (int)parameters[0]) - 1 + (2 * Decay.Wilder(parameters[0]));

    protected override void Compute(in FunctionCall call) => DirectionalMovement.Index(call.Bars, call.Whole(0), call.Output(0));
}
