namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Hull moving average: WMA(⌊√n⌋) of 2 × WMA(⌊n ÷ 2⌋) − WMA(n). First value at index n + ⌊√n⌋ − 2.
/// </summary>
/// <remarks>Alan Hull, 2005. Convention: Stock.Indicators, ToHma.</remarks>
internal sealed class HullMovingAverage() : IndicatorFunction(new()
{
    Name = "hma",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Hull moving average",
    Formula = "WMA(⌊√n⌋) of 2 × WMA(⌊n ÷ 2⌋) − WMA(n)",
    Source = "Alan Hull, 2005. Convention: Stock.Indicators, ToHma",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 14, 2)],
    Outputs = [new("", "as x", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) =>
        (int)parameters[0] - 1 + (int)Math.Sqrt(parameters[0]) - 1;

    protected override void Compute(in FunctionCall call)
    {
        var n = call.Whole(0);
        using var scratch = Scratch.Rent(1, call.Length);
        Span<double> raw = scratch[0], result = call.Output(0);
        Averages.Weighted(call.X, 0, n, result);
        Averages.Weighted(call.X, 0, n / 2, raw);
        for (var i = 0; i < raw.Length; i++) raw[i] = (2 * raw[i]) - result[i];
        Averages.Weighted(raw, n - 1, (int)Math.Sqrt(n), result);
    }
}
