namespace Technic.Indicators.Volume;

/// <summary>
/// Klinger volume oscillator: value = EMA(fast) − EMA(slow) of the volume force 100 × volume × trend × |2 × (range ÷ cumulated range − 1)|;
/// trend = 1 where high + low + close rose, else −1; the range high − low is cumulated while the trend lasts; signal = EMA(signal) of it.
/// First value at index slow + 1, first signal at slow + signal.
/// </summary>
/// <remarks>Stephen Klinger, 1997. Convention: Stock.Indicators, ToKvo.</remarks>
internal sealed class KlingerVolumeOscillator() : IndicatorFunction(new()
{
    Name = "kvo",
    Family = FunctionFamilies.Volume,
    Meaning = "Klinger volume oscillator",
    Formula =
        "value = EMA(fast) − EMA(slow) of the volume force 100 × volume × trend × |2 × (range ÷ cumulated range − 1)|; " +
        "trend = 1 where high + low + close rose, else −1; the range high − low is cumulated while the trend lasts; " +
        "signal = EMA(signal) of it",
    Source = "Stephen Klinger, 1997. Convention: Stock.Indicators, ToKvo",
    Parameters = [FunctionParameter.Bars("fast", 34), FunctionParameter.Bars("slow", 55), FunctionParameter.Bars("signal", 13)],
    Outputs =
    [
        new("value", "shares", "The oscillator"),
        new("signal", "shares", "Its average"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) =>
        (int)parameters[1] + 1 + (output == 0 ? 0 : (int)parameters[2] - 1);

    public override int WarmUp(ReadOnlySpan<double> parameters) =>
        FirstIndex(parameters, 1) + Decay.Exponential(parameters[1]) + Decay.Exponential(parameters[2]);

    protected override string? CheckTogether(ReadOnlySpan<double> parameters) =>
        parameters[0] < parameters[1] ? null : $"fast of {Name} must be less than slow";

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> high = call.Bars.High, low = call.Bars.Low, close = call.Bars.Close, volume = call.Bars.Volume;
        using var scratch = Scratch.Rent(2, call.Length);
        Span<double> force = scratch[0], fast = scratch[1], value = call.Output(0);
        double cumulated = 0, trend = 0, before = 0;
        for (var i = 0; i < force.Length; i++)
        {
            force[i] = 0;
            if (i == 0) continue;
            before = trend;
            trend = high[i] + low[i] + close[i] > high[i - 1] + low[i - 1] + close[i - 1] ? 1 : -1;
            if (i == 1) continue;
            double range = high[i] - low[i], previous = high[i - 1] - low[i - 1];
            cumulated = trend == before ? cumulated + range : previous + range;
            if (range == cumulated || volume[i] == 0) continue;
            force[i] = range == 0 ? volume[i] * 2 * trend * 100 : volume[i] * Math.Abs(2 * ((range / cumulated) - 1)) * trend * 100;
        }
        Averages.Exponential(force, 2, call.Whole(0), fast);
        Averages.Exponential(force, 2, call.Whole(1), value);
        for (var i = 0; i < value.Length; i++) value[i] = fast[i] - value[i];
        if (call.Wants(1)) Averages.Exponential(value, call.Whole(1) + 1, call.Whole(2), call.Output(1));
    }
}
