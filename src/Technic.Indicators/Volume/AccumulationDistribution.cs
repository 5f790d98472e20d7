namespace Technic.Indicators.Volume;

/// <summary>
/// Accumulation/distribution line: the sum since the first bar of volume × ((close − low) − (high − close)) ÷ (high − low). First value at
/// index 0; its level depends on where the history begins. A bar without range adds 0.
/// </summary>
/// <remarks>Marc Chaikin. Convention: Stock.Indicators, ToAdl.</remarks>
internal sealed class AccumulationDistribution() : IndicatorFunction(new()
{
    Name = "adl",
    Family = FunctionFamilies.Volume,
    Meaning = "Accumulation/distribution line",
    Formula = "the sum since the first bar of volume × ((close − low) − (high − close)) ÷ (high − low)",
    Source = "Marc Chaikin. Convention: Stock.Indicators, ToAdl",
    Outputs = [new("", "shares", "Money flow volume since the first bar") { IsCumulative = true }],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => 0;

    protected override void Compute(in FunctionCall call) => MoneyFlow.Cumulate(call.Bars, call.Output(0));
}
