namespace Technic.Indicators.Volume;

/// <summary>
/// Rolling volume-weighted average price: the sum of (high + low + close) ÷ 3 × volume ÷ the sum of volume, over the last n bars. First
/// value at index n − 1; none where no share was traded.
/// </summary>
/// <remarks>The formula of Stock.Indicators, ToVwap, over a window.</remarks>
internal sealed class RollingVwap() : IndicatorFunction(new()
{
    Name = "rolling_vwap",
    Family = FunctionFamilies.Volume,
    Meaning = "Rolling volume-weighted average price",
    Formula = "the sum of (high + low + close) ÷ 3 × volume ÷ the sum of volume, over the last n bars",
    Source = "The formula of Stock.Indicators, ToVwap, over a window",
    Parameters = [FunctionParameter.Bars("n", 20)],
    Outputs = [new("", "$", "The average price")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        using var scratch = Scratch.Rent(1, call.Length);
        Ranges.Typical(call.Bars, scratch[0]);
        VolumeWeighted.Average(scratch[0], call.Bars.Volume, call.Whole(0), call.Output(0));
    }
}
