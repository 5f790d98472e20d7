namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Kaufman's adaptive moving average: KAMA += s² × (x − KAMA); s = e × (f − l) + l, f = 2 ÷ (fast + 1), l = 2 ÷ (slow + 1), e = |x − x[n]|
/// ÷ sum of the last n |changes|. First value, x itself, at index n − 1. Where x has not moved for n bars, it is x.
/// </summary>
/// <remarks>Perry Kaufman, 1995. Convention: Stock.Indicators, ToKama.</remarks>
internal sealed class KaufmanAdaptiveMovingAverage() : IndicatorFunction(new()
{
    Name = "kama",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Kaufman's adaptive moving average",
    Formula =
        "KAMA += s² × (x − KAMA); s = e × (f − l) + l, f = 2 ÷ (fast + 1), l = 2 ÷ (slow + 1), e = |x − x[n]| ÷ sum of " +
        "the last n |changes|",
    Source = "Perry Kaufman, 1995. Convention: Stock.Indicators, ToKama",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 10), FunctionParameter.Bars("fast", 2), FunctionParameter.Bars("slow", 30)],
    Outputs = [new("", "as x", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    public override int WarmUp(ReadOnlySpan<double> parameters)
    {
        // Its weight follows the market; this is for an efficiency of 0.2, which trending and sideways markets have on average.
        var (fast, slow) = (2 / (parameters[1] + 1), 2 / (parameters[2] + 1));
        var smoothing = (0.2 * (fast - slow)) + slow;
        return (int)parameters[0] + Decay.Bars(smoothing * smoothing);
    }

    protected override string? CheckTogether(ReadOnlySpan<double> parameters) =>
        parameters[1] < parameters[2] ? null : $"fast of {Name} must be less than slow";

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var n = call.Whole(0);
        double fast = 2 / (call.Parameters[1] + 1), slow = 2 / (call.Parameters[2] + 1);
        result[..Math.Min(n - 1, result.Length)].Fill(double.NaN);
        if (x.Length < n) return;
        var average = x[n - 1];
        result[n - 1] = average;
        var path = new ExactSum();
        for (var i = 1; i < n; i++) path.Add(Math.Abs(x[i] - x[i - 1]));
        for (var i = n; i < x.Length; i++)
        {
            path.Add(Math.Abs(x[i] - x[i - 1]));
            if (i > n) path.Add(-Math.Abs(x[i - n] - x[i - n - 1]));
            var efficiency = Math.Abs(x[i] - x[i - n]) / path.Value;
            var smoothing = (efficiency * (fast - slow)) + slow;
            average = path.Value <= 0 ? x[i] : average + (smoothing * smoothing * (x[i] - average));
            result[i] = average;
        }
    }
}
