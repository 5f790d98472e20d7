namespace Technic.Indicators.Momentum;

/// <summary>
/// Schaff trend cycle: the mean of the last 3 positions 100 × (M − lowest) ÷ (highest − lowest) of M = EMA(fast) − EMA(slow) in its last n
/// values. First value at index slow + n.
/// </summary>
/// <remarks>Doug Schaff, 1999. Convention: Stock.Indicators, ToStc, which differs only where M did not move (there 0, here 50).</remarks>
internal sealed class SchaffTrendCycle() : IndicatorFunction(new()
{
    Name = "stc",
    Family = FunctionFamilies.Momentum,
    Meaning = "Schaff trend cycle",
    Formula = "the mean of the last 3 positions 100 × (M − lowest) ÷ (highest − lowest) of M = EMA(fast) − EMA(slow) in its last n values",
    Source = "Doug Schaff, 1999. Convention: Stock.Indicators, ToStc, which differs only where M did not move (there 0, here 50)",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 10), FunctionParameter.Bars("fast", 23), FunctionParameter.Bars("slow", 50)],
    Outputs = [new("", "0 to 100", "The oscillator")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[2] + (int)parameters[0];

    public override int WarmUp(ReadOnlySpan<double> parameters) => FirstIndex(parameters, 0) + (3 * Decay.Exponential(parameters[2]) / 2);

    protected override string? CheckTogether(ReadOnlySpan<double> parameters) =>
        parameters[1] < parameters[2] ? null : $"fast of {Name} must be less than slow";

    protected override void Compute(in FunctionCall call)
    {
        using var scratch = Scratch.Rent(3, call.Length);
        Span<double> line = scratch[0], slow = scratch[1], position = scratch[2];
        Averages.Exponential(call.X, 0, call.Whole(1), line);
        Averages.Exponential(call.X, 0, call.Whole(2), slow);
        for (var i = 0; i < line.Length; i++) line[i] -= slow[i];
        var first = call.Whole(2) - 1;
        RangePosition.Compute(line, line, line, first, call.Whole(0), position);
        Averages.Simple(position, first + call.Whole(0) - 1, 3, call.Output(0));
    }
}
