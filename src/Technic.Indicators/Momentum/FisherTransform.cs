namespace Technic.Indicators.Momentum;

/// <summary>
/// Fisher transform: value = ½ ln((1 + v) ÷ (1 − v)) + ½ × the value before; v = 0.66 × (position of (high + low) ÷ 2 in its last n values
/// − ½) + 0.67 × the v before, limited to ±0.999; trigger = the value before. First value, 0, at index 0, first trigger at 1; the first n
/// bars use the bars that there are.
/// </summary>
/// <remarks>John Ehlers, 2002. Convention: Stock.Indicators, ToFisherTransform.</remarks>
internal sealed class FisherTransform() : IndicatorFunction(new()
{
    Name = "fisher",
    Family = FunctionFamilies.Momentum,
    Meaning = "Fisher transform",
    Formula =
        "value = ½ ln((1 + v) ÷ (1 − v)) + ½ × the value before; v = 0.66 × (position of (high + low) ÷ 2 in its last n" +
        " values − ½) + 0.67 × the v before, limited to ±0.999; trigger = the value before",
    Source = "John Ehlers, 2002. Convention: Stock.Indicators, ToFisherTransform",
    Parameters = [FunctionParameter.Bars("n", 10)],
    Outputs =
    [
        new("value", "", "The transform"),
        new("trigger", "", "The transform one bar before"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => output;

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] + Decay.Bars(0.33) + Decay.Bars(0.5);

    protected override void Compute(in FunctionCall call)
    {
        using var scratch = Scratch.Rent(3, call.Length);
        Span<double> middle = scratch[0], highest = scratch[1], lowest = scratch[2], value = call.Output(0), trigger = call.Output(1);
        Ranges.Middle(call.Bars, middle);
        Extreme.HighestSoFar(middle, call.Whole(0), highest);
        Extreme.LowestSoFar(middle, call.Whole(0), lowest);
        double position = 0, transform = 0;
        for (var i = 0; i < value.Length; i++)
        {
            trigger[i] = i == 0 ? double.NaN : transform;
            if (i > 0)
            {
                var range = highest[i] - lowest[i];
                position = range == 0 ? 0 : (0.33 * 2 * (((middle[i] - lowest[i]) / range) - 0.5)) + (0.67 * position);
                position = position > 0.99 ? 0.999 : position < -0.99 ? -0.999 : position;
                transform = (0.5 * Math.Log((1 + position) / (1 - position))) + (0.5 * transform);
            }
            value[i] = transform;
        }
    }
}
