namespace Technic.Indicators.Momentum;

/// <summary>
/// Stochastic oscillator of the relative strength index: value = mean of the last smooth positions 100 × (RSI − lowest) ÷ (highest −
/// lowest) of RSI(rsi) in its last n values; signal = mean of the last signal values. First value at index rsi + n + smooth − 2, first
/// signal at rsi + n + smooth + signal − 3.
/// </summary>
/// <remarks>
/// Tushar Chande and Stanley Kroll, 1994. Convention: Stock.Indicators, ToStochRsi, which differs only where the RSI did not move (there 0,
/// here 50).
/// </remarks>
internal sealed class StochasticRsi() : IndicatorFunction(new()
{
    Name = "stoch_rsi",
    Family = FunctionFamilies.Momentum,
    Meaning = "Stochastic oscillator of the relative strength index",
    Formula =
        "value = mean of the last smooth positions 100 × (RSI − lowest) ÷ (highest − lowest) of RSI(rsi) in its last n " +
        "values; signal = mean of the last signal values",
    Source =
        "Tushar Chande and Stanley Kroll, 1994. Convention: Stock.Indicators, ToStochRsi, which differs only where the " +
        "RSI did not move (there 0, here 50)",
    Series = SeriesArguments.One,
    Parameters =
    [
        FunctionParameter.Bars("rsi", 14),
        FunctionParameter.Bars("n", 14),
        FunctionParameter.Bars("signal", 3),
        FunctionParameter.Bars("smooth", 1),
    ],
    Outputs =
    [
        new("value", "0 to 100", "The oscillator"),
        new("signal", "0 to 100", "Its average"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) =>
        (int)parameters[0] + (int)parameters[1] + (int)parameters[3] - 2 + (output == 0 ? 0 : (int)parameters[2] - 1);

    public override int WarmUp(ReadOnlySpan<double> parameters) => FirstIndex(parameters, 1) + Decay.Wilder(parameters[0]);

    protected override void Compute(in FunctionCall call)
    {
        using var scratch = Scratch.Rent(2, call.Length);
        var (rsi, n, signal, smooth) = (call.Whole(0), call.Whole(1), call.Whole(2), call.Whole(3));
        RelativeStrength.Compute(call.X, 0, rsi, scratch[0]);
        RangePosition.Compute(scratch[0], scratch[0], scratch[0], rsi, n, scratch[1]);
        Averages.Simple(scratch[1], rsi + n - 1, smooth, call.Output(0));
        if (call.Wants(1)) Averages.Simple(call.Output(0), rsi + n + smooth - 2, signal, call.Output(1));
    }
}
