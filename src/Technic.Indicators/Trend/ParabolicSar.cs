namespace Technic.Indicators.Trend;

/// <summary>
/// Parabolic SAR: value += acceleration × (extreme − value), the extreme being the best price of the trade, and the acceleration rising by
/// step with each new one up to maximum; at most the last two lows of a long trade, at least the last two highs of a short one; a price
/// beyond it reverses the trade at the extreme. First value after the first reversal, at index 2 or later.
/// </summary>
/// <remarks>J. Welles Wilder, 1978. Convention: Stock.Indicators, ToParabolicSar.</remarks>
internal sealed class ParabolicSar() : IndicatorFunction(new()
{
    Name = "psar",
    Family = FunctionFamilies.Trend,
    Meaning = "Parabolic SAR",
    Formula =
        "value += acceleration × (extreme − value), the extreme being the best price of the trade, and the acceleration" +
        " rising by step with each new one up to maximum; at most the last two lows of a long trade, at least the last " +
        "two highs of a short one; a price beyond it reverses the trade at the extreme",
    Source = "J. Welles Wilder, 1978. Convention: Stock.Indicators, ToParabolicSar",
    Parameters = [new("step", 0.02, 0.0001, 1, ParameterKind.Number), new("maximum", 0.2, 0.0001, 1, ParameterKind.Number)],
    Outputs =
    [
        new("value", "$", "Stop and reverse"),
        new("is_reversal", "", "Whether the bar reversed the trade", ValueKind.Condition),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => 2;

    public override int WarmUp(ReadOnlySpan<double> parameters) => TrailingBands.WarmUp;

    protected override string? CheckTogether(ReadOnlySpan<double> parameters) =>
        parameters[0] <= parameters[1] ? null : $"step of {Name} must be at most maximum";

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> high = call.Bars.High, low = call.Bars.Low;
        Span<double> value = call.Output(0), isReversal = call.Output(1);
        value.Fill(double.NaN);
        isReversal.Fill(double.NaN);
        if (high.IsEmpty) return;
        double step = call.Parameters[0], maximum = call.Parameters[1];
        double acceleration = step, extreme = high[0], stop = low[0];
        bool isRising = true, isGuess = true;
        for (var i = 1; i < high.Length; i++)
        {
            stop += acceleration * (extreme - stop);
            if (i >= 2)
            {
                stop = isRising
                    ? Math.Min(stop, Math.Min(low[i - 1], low[i - 2]))
                    : Math.Max(stop, Math.Max(high[i - 1], high[i - 2]));
            }
            var isReversed = isRising ? low[i] < stop : high[i] > stop;
            if (isReversed)
            {
                stop = extreme;
                isRising = !isRising;
                acceleration = step;
                extreme = isRising ? high[i] : low[i];
            }
            else if (isRising ? high[i] > extreme : low[i] < extreme)
            {
                extreme = isRising ? high[i] : low[i];
                acceleration = Math.Min(acceleration + step, maximum);
            }
            // The first trade is a guess; it has no value, its reversal included.
            if (!isGuess)
            {
                value[i] = stop;
                isReversal[i] = isReversed ? 1 : 0;
            }
            isGuess &= !isReversed;
        }
    }
}
