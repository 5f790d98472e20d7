namespace Technic.Indicators.Momentum;

/// <summary>
/// True strength index: value = 100 × EMA(smooth) of EMA(n) of the changes from value to value ÷ the same of their sizes; signal =
/// EMA(signal) of it. First value at index n + smooth − 1, first signal at n + smooth + signal − 2. Without any movement it is 0.
/// </summary>
/// <remarks>William Blau, 1991. Convention: Stock.Indicators, ToTsi.</remarks>
internal sealed class TrueStrengthIndex() : IndicatorFunction(new()
{
    Name = "tsi",
    Family = FunctionFamilies.Momentum,
    Meaning = "True strength index",
    Formula =
        "value = 100 × EMA(smooth) of EMA(n) of the changes from value to value ÷ the same of their sizes; signal = " +
        "EMA(signal) of it",
    Source = "William Blau, 1991. Convention: Stock.Indicators, ToTsi",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 25), FunctionParameter.Bars("smooth", 13), FunctionParameter.Bars("signal", 7)],
    Outputs =
    [
        new("value", "−100 to 100", "The index"),
        new("signal", "−100 to 100", "Its average"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) =>
        (int)parameters[0] + (int)parameters[1] - 1 + (output == 0 ? 0 : (int)parameters[2] - 1);

    public override int WarmUp(ReadOnlySpan<double> parameters) =>
        FirstIndex(parameters, 1) + Decay.Exponential(parameters[0]) + Decay.Exponential(parameters[1]) + Decay.Exponential(parameters[2]);

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        Span<double> value = call.Output(0), signal = call.Output(1);
        var (n, smooth) = (call.Whole(0), call.Whole(1));
        using var scratch = Scratch.Rent(2, call.Length);
        Span<double> changes = scratch[0], sizes = scratch[1];
        changes[0] = sizes[0] = double.NaN;
        for (var i = 1; i < x.Length; i++)
        {
            changes[i] = x[i] - x[i - 1];
            sizes[i] = Math.Abs(changes[i]);
        }
        foreach (var column in (ReadOnlySpan<int>)[0, 1])
        {
            Averages.Exponential(scratch[column], 1, n, scratch[column]);
            Averages.Exponential(scratch[column], n, smooth, scratch[column]);
        }
        // Without any movement so far the index is 0: a signal needs a value at every bar.
        for (var i = 0; i < x.Length; i++) value[i] = sizes[i] == 0 ? 0 : 100 * (changes[i] / sizes[i]);
        if (call.Wants(1)) Averages.Exponential(value, n + smooth - 1, call.Whole(2), signal);
    }
}
