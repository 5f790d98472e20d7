namespace Technic.Indicators.Volatility;

/// <summary>
/// Chandelier exit: long = highest high of the last n bars − factor × ATR(n); short = lowest low + factor × ATR(n). First value at index n.
/// </summary>
/// <remarks>Charles Le Beau. Convention: Stock.Indicators, ToChandelier.</remarks>
internal sealed class ChandelierExit() : IndicatorFunction(new()
{
    Name = "chandelier",
    Family = FunctionFamilies.Volatility,
    Meaning = "Chandelier exit",
    Formula = "long = highest high of the last n bars − factor × ATR(n); short = lowest low + factor × ATR(n)",
    Source = "Charles Le Beau. Convention: Stock.Indicators, ToChandelier",
    Parameters = [FunctionParameter.Bars("n", 22), new("factor", 3, 0.001, 100, ParameterKind.Number)],
    Outputs =
    [
        new("long", "$", "Stop of a long position"),
        new("short", "$", "Stop of a short position"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] + Decay.Wilder(parameters[0]);

    protected override void Compute(in FunctionCall call)
    {
        var n = call.Whole(0);
        var factor = call.Parameters[1];
        Span<double> longs = call.Output(0), shorts = call.Output(1);
        using var scratch = Scratch.Rent(1, call.Length);
        var range = scratch[0];
        Ranges.AverageTrue(call.Bars, n, range);
        Extreme.Highest(call.Bars.High, n, longs);
        Extreme.Lowest(call.Bars.Low, n, shorts);
        for (var i = 0; i < longs.Length; i++)
        {
            longs[i] -= factor * range[i];
            shorts[i] += factor * range[i];
        }
    }
}
