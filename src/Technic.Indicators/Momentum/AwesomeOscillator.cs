namespace Technic.Indicators.Momentum;

/// <summary>
/// Awesome oscillator: SMA(fast) − SMA(slow) of (high + low) ÷ 2. First value at index slow − 1.
/// </summary>
/// <remarks>Bill Williams. Convention: Stock.Indicators, ToAwesome.</remarks>
internal sealed class AwesomeOscillator() : IndicatorFunction(new()
{
    Name = "awesome",
    Family = FunctionFamilies.Momentum,
    Meaning = "Awesome oscillator",
    Formula = "SMA(fast) − SMA(slow) of (high + low) ÷ 2",
    Source = "Bill Williams. Convention: Stock.Indicators, ToAwesome",
    Parameters = [FunctionParameter.Bars("fast", 5), FunctionParameter.Bars("slow", 34)],
    Outputs = [new("", "$", "The oscillator")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[1] - 1;

    protected override string? CheckTogether(ReadOnlySpan<double> parameters) =>
        parameters[0] < parameters[1] ? null : $"fast of {Name} must be less than slow";

    protected override void Compute(in FunctionCall call)
    {
        using var scratch = Scratch.Rent(2, call.Length);
        Span<double> middle = scratch[0], fast = scratch[1], result = call.Output(0);
        Ranges.Middle(call.Bars, middle);
        Averages.Simple(middle, 0, call.Whole(0), fast);
        Averages.Simple(middle, 0, call.Whole(1), result);
        for (var i = 0; i < result.Length; i++) result[i] = fast[i] - result[i];
    }
}
