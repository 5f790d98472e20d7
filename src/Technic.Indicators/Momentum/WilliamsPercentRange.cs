namespace Technic.Indicators.Momentum;

/// <summary>
/// Williams %R: −100 × (highest high − close) ÷ (highest high − lowest low) of the last n bars. First value at index n − 1. A close outside
/// its bar is limited to −100 or 0.
/// </summary>
/// <remarks>
/// Larry Williams, 1973. Convention: Stock.Indicators, ToWilliamsR, which differs only for prices without any range (there −100, here −50).
/// </remarks>
internal sealed class WilliamsPercentRange() : IndicatorFunction(new()
{
    Name = "williams_r",
    Family = FunctionFamilies.Momentum,
    Meaning = "Williams %R",
    Formula = "−100 × (highest high − close) ÷ (highest high − lowest low) of the last n bars",
    Source =
        "Larry Williams, 1973. Convention: Stock.Indicators, ToWilliamsR, which differs only for prices without any " +
        "range (there −100, here −50)",
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "−100 to 0", "The oscillator")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        var result = call.Output(0);
        RangePosition.Compute(call.Bars.High, call.Bars.Low, call.Bars.Close, 0, call.Whole(0), result);
        for (var i = 0; i < result.Length; i++) result[i] -= 100;
    }
}
