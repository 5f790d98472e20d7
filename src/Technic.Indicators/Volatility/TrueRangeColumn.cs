namespace Technic.Indicators.Volatility;

/// <summary>
/// True range: the largest of high − low, |high − previous close| and |low − previous close|. First value at index 1.
/// </summary>
/// <remarks>J. Welles Wilder, 1978. Convention: Stock.Indicators, ToTr.</remarks>
internal sealed class TrueRangeColumn() : IndicatorFunction(new()
{
    Name = "tr",
    Family = FunctionFamilies.Volatility,
    Meaning = "True range",
    Formula = "the largest of high − low, |high − previous close| and |low − previous close|",
    Source = "J. Welles Wilder, 1978. Convention: Stock.Indicators, ToTr",
    Outputs = [new("", "$", "The range")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => 1;

    protected override void Compute(in FunctionCall call) => Ranges.True(call.Bars, call.Output(0));
}
