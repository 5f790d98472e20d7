namespace Technic.Indicators.Volume;

/// <summary>
/// Force index: EMA(n) of volume × the change of the close. First value at index n.
/// </summary>
/// <remarks>Alexander Elder, 1993. Convention: Stock.Indicators, ToForceIndex.</remarks>
internal sealed class ForceIndex() : IndicatorFunction(new()
{
    Name = "force",
    Family = FunctionFamilies.Volume,
    Meaning = "Force index",
    Formula = "EMA(n) of volume × the change of the close",
    Source = "Alexander Elder, 1993. Convention: Stock.Indicators, ToForceIndex",
    Parameters = [FunctionParameter.Bars("n", 2)],
    Outputs = [new("", "$ × shares", "The index")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] + Decay.Exponential(parameters[0]);

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> close = call.Bars.Close, volume = call.Bars.Volume;
        var result = call.Output(0);
        if (result.IsEmpty) return;
        result[0] = double.NaN;
        for (var i = 1; i < result.Length; i++) result[i] = volume[i] * (close[i] - close[i - 1]);
        Averages.Exponential(result, 1, call.Whole(0), result);
    }
}
