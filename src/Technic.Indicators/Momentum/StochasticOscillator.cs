namespace Technic.Indicators.Momentum;

/// <summary>
/// Stochastic oscillator: raw = 100 × (close − lowest low) ÷ (highest high − lowest low) of the last n bars; k = mean of the last smooth
/// raw values; d = mean of the last signal k. First k at index n + smooth − 2, first d at n + smooth + signal − 3. A close outside its bar
/// is limited to 0 or 100; without any range raw is 50, so that a market and its mirror image add up to 100.
/// </summary>
/// <remarks>George Lane. Convention: Stock.Indicators, ToStoch, which differs only for prices without any range (there 0).</remarks>
internal sealed class StochasticOscillator() : IndicatorFunction(new()
{
    Name = "stoch",
    Family = FunctionFamilies.Momentum,
    Meaning = "Stochastic oscillator",
    Formula =
        "raw = 100 × (close − lowest low) ÷ (highest high − lowest low) of the last n bars; k = mean of the last smooth" +
        " raw values; d = mean of the last signal k",
    Source = "George Lane. Convention: Stock.Indicators, ToStoch, which differs only for prices without any range (there 0)",
    Parameters = [FunctionParameter.Bars("n", 14), FunctionParameter.Bars("signal", 3), FunctionParameter.Bars("smooth", 3)],
    Outputs =
    [
        new("k", "0 to 100", "%K"),
        new("d", "0 to 100", "%D, its average"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) =>
        (int)parameters[0] + (int)parameters[2] - 2 + (output == 0 ? 0 : (int)parameters[1] - 1);

    protected override void Compute(in FunctionCall call)
    {
        using var scratch = Scratch.Rent(1, call.Length);
        var (n, signal, smooth) = (call.Whole(0), call.Whole(1), call.Whole(2));
        RangePosition.Compute(call.Bars.High, call.Bars.Low, call.Bars.Close, 0, n, scratch[0]);
        Averages.Simple(scratch[0], n - 1, smooth, call.Output(0));
        if (call.Wants(1)) Averages.Simple(call.Output(0), n + smooth - 2, signal, call.Output(1));
    }
}
