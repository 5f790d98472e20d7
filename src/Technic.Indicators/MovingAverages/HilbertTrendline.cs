namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Hilbert transform, instantaneous trendline: the mean of x over the period of the dominant cycle, smoothed over four bars with the
/// weights 4, 3, 2, 1; x itself at the first 11 bars. First value at index 0.
/// </summary>
/// <remarks>John Ehlers, 2001. Convention: Stock.Indicators, ToHtTrendline, there of (high + low) ÷ 2: htl(hl2).</remarks>
internal sealed class HilbertTrendline() : IndicatorFunction(new()
{
    Name = "htl",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Hilbert transform, instantaneous trendline",
    Formula =
        "the mean of x over the period of the dominant cycle, smoothed over four bars with the weights 4, 3, 2, 1; x " +
        "itself at the first 11 bars",
    Source = "John Ehlers, 2001. Convention: Stock.Indicators, ToHtTrendline, there of (high + low) ÷ 2: htl(hl2)",
    Series = SeriesArguments.One,
    Outputs = [new("", "as x", "The trendline")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => 0;

    public override int WarmUp(ReadOnlySpan<double> parameters) => DominantCycle.WarmUp;

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var cycle = new DominantCycle(stackalloc double[DominantCycle.BufferLength]);
        double smoothPeriod = 0, last = 0, second = 0, third = 0;
        for (var i = 0; i < x.Length; i++)
        {
            cycle.Add(x[i]);
            result[i] = x[i];
            if (i < 6) continue;
            smoothPeriod = (0.33 * cycle.Period) + (0.67 * smoothPeriod);
            var bars = Math.Min((int)(smoothPeriod + 0.5), i + 1);
            var mean = bars > 0 ? Sum(x.Slice(i + 1 - bars, bars)) / bars : x[i];
            if (i >= 11) result[i] = ((4 * mean) + (3 * last) + (2 * second) + third) / 10;
            (third, second, last) = (second, last, mean);
        }
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
