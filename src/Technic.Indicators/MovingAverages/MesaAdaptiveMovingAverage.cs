namespace Technic.Indicators.MovingAverages;

/// <summary>
/// MESA adaptive moving average: MAMA += α × (x − MAMA), FAMA += α ÷ 2 × (MAMA − FAMA); α = fast ÷ the change of the phase of the dominant
/// cycle in degrees, within slow … fast. First value, the mean of six, at index 5.
/// </summary>
/// <remarks>John Ehlers, 2001. Convention: Stock.Indicators, ToMama, there of (high + low) ÷ 2: mama(hl2).</remarks>
internal sealed class MesaAdaptiveMovingAverage() : IndicatorFunction(new()
{
    Name = "mama",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "MESA adaptive moving average",
    Formula =
        "MAMA += α × (x − MAMA), FAMA += α ÷ 2 × (MAMA − FAMA); α = fast ÷ the change of the phase of the dominant " +
        "cycle in degrees, within slow … fast",
    Source = "John Ehlers, 2001. Convention: Stock.Indicators, ToMama, there of (high + low) ÷ 2: mama(hl2)",
    Series = SeriesArguments.One,
    Parameters = [new("fast", 0.5, 0.001, 0.999, ParameterKind.Number), new("slow", 0.05, 0.0001, 0.998, ParameterKind.Number)],
    Outputs =
    [
        new("mama", "as x", "The average"),
        new("fama", "as x", "The following average"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => 5;

    public override int WarmUp(ReadOnlySpan<double> parameters) =>
        DominantCycle.WarmUp + Decay.Bars(parameters[1]) + Decay.Bars(parameters[1] / 2);

    protected override string? CheckTogether(ReadOnlySpan<double> parameters) =>
        parameters[1] < parameters[0] ? null : $"slow of {Name} must be less than fast";

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        Span<double> mama = call.Output(0), fama = call.Output(1);
        double fast = call.Parameters[0], slow = call.Parameters[1];
        var cycle = new DominantCycle(stackalloc double[DominantCycle.BufferLength]);
        double leading = 0, following = 0, phase = 0;
        for (var i = 0; i < x.Length; i++)
        {
            cycle.Add(x[i]);
            if (i < 6)
            {
                leading += x[i] / 6;
                following = leading;
                mama[i] = fama[i] = i == 5 ? leading : double.NaN;
                continue;
            }
            var previous = phase;
            phase = cycle.InPhase != 0 ? Math.Atan(cycle.Quadrature / cycle.InPhase) * 180 / Math.PI : 0;
            var alpha = Math.Max(fast / Math.Max(previous - phase, 1), slow);
            mama[i] = leading = (alpha * x[i]) + ((1 - alpha) * leading);
            fama[i] = following = (0.5 * alpha * leading) + ((1 - (0.5 * alpha)) * following);
        }
    }
}
