namespace Technic.Indicators.Momentum;

/// <summary>
/// Price momentum oscillator: value = S(smooth) of 10 × S(n) of the one-bar rate of change in percent; S(m) starts with the mean of m
/// values, then S += 2 ÷ m × (value − S); signal = EMA(signal) of it. First value at index n + smooth − 1, first signal at n + smooth +
/// signal − 2. The change from a value of 0 counts as 0.
/// </summary>
/// <remarks>Carl Swenlin. Convention: Stock.Indicators, ToPmo.</remarks>
internal sealed class PriceMomentumOscillator() : IndicatorFunction(new()
{
    Name = "pmo",
    Family = FunctionFamilies.Momentum,
    Meaning = "Price momentum oscillator",
    Formula =
        "value = S(smooth) of 10 × S(n) of the one-bar rate of change in percent; S(m) starts with the mean of m " +
        "values, then S += 2 ÷ m × (value − S); signal = EMA(signal) of it",
    Source = "Carl Swenlin. Convention: Stock.Indicators, ToPmo",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 35, 2), FunctionParameter.Bars("smooth", 20, 2), FunctionParameter.Bars("signal", 10)],
    Outputs =
    [
        new("value", "", "The oscillator"),
        new("signal", "", "Its average"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) =>
        (int)parameters[0] + (int)parameters[1] - 1 + (output == 0 ? 0 : (int)parameters[2] - 1);

    public override int WarmUp(ReadOnlySpan<double> parameters) =>
        FirstIndex(parameters, 1) + Decay.Bars(2 / parameters[0]) + Decay.Bars(2 / parameters[1]) + Decay.Exponential(parameters[2]);

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var value = call.Output(0);
        var (n, smooth) = (call.Whole(0), call.Whole(1));
        value[0] = double.NaN;
        for (var i = 1; i < x.Length; i++)
        {
            var change = Quotient.PercentChange(x[i - 1], x[i]);
            value[i] = double.IsNaN(change) ? 0 : change;
        }
        Averages.Recursive(value, 1, n, 2.0 / n, value);
        for (var i = n; i < value.Length; i++) value[i] *= 10;
        Averages.Recursive(value, n, smooth, 2.0 / smooth, value);
        if (call.Wants(1)) Averages.Exponential(value, n + smooth - 1, call.Whole(2), call.Output(1));
    }
}
