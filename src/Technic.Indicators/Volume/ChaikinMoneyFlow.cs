namespace Technic.Indicators.Volume;

/// <summary>
/// Chaikin money flow: the sum of the last n money flow volumes ÷ the sum of the volumes; money flow volume = volume × ((close − low) −
/// (high − close)) ÷ (high − low). First value at index n − 1; none where no share was traded.
/// </summary>
/// <remarks>Marc Chaikin. Convention: Stock.Indicators, ToCmf.</remarks>
internal sealed class ChaikinMoneyFlow() : IndicatorFunction(new()
{
    Name = "cmf",
    Family = FunctionFamilies.Volume,
    Meaning = "Chaikin money flow",
    Formula =
        "the sum of the last n money flow volumes ÷ the sum of the volumes; money flow volume = volume × ((close − low)" +
        " − (high − close)) ÷ (high − low)",
    Source = "Marc Chaikin. Convention: Stock.Indicators, ToCmf",
    Parameters = [FunctionParameter.Bars("n", 20)],
    Outputs = [new("", "−1 to 1", "The flow")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        using var scratch = Scratch.Rent(1, call.Length);
        var flow = scratch[0];
        var result = call.Output(0);
        MoneyFlow.Volumes(call.Bars, flow);
        var ratio = new RatioOfSums(call.Whole(0));
        for (var i = 0; i < result.Length; i++)
        {
            ratio.Add(flow, call.Bars.Volume, i);
            result[i] = i < call.Whole(0) - 1 ? double.NaN : ratio.Value;
        }
    }
}
