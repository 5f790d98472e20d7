namespace Technic.Indicators.Momentum;

/// <summary>
/// Commodity channel index: (T − mean of the last n T) ÷ (0.015 × their mean absolute deviation); T = (high + low + close) ÷ 3. First value
/// at index n − 1; none where the window has no deviation. One operation for each value of the window, in vectors of bars.
/// </summary>
/// <remarks>Donald Lambert, 1980. Convention: Stock.Indicators, ToCci.</remarks>
internal sealed class CommodityChannelIndex() : IndicatorFunction(new()
{
    Name = "cci",
    Family = FunctionFamilies.Momentum,
    Meaning = "Commodity channel index",
    Formula = "(T − mean of the last n T) ÷ (0.015 × their mean absolute deviation); T = (high + low + close) ÷ 3",
    Source = "Donald Lambert, 1980. Convention: Stock.Indicators, ToCci",
    Parameters = [FunctionParameter.Bars("n", 20, 2)],
    Outputs = [new("", "", "The index")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        using var scratch = Scratch.Rent(3, call.Length);
        Span<double> typical = scratch[0], means = scratch[1], deviations = scratch[2], result = call.Output(0);
        var n = call.Whole(0);
        Ranges.Typical(call.Bars, typical);
        Averages.Simple(typical, 0, n, means);
        ShortWindows.AbsoluteDeviations(typical, means, n, deviations);
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = i < n - 1
                ? double.NaN
                : Quotient.Of(typical[i] - means[i], 0.015 * (deviations[i] / n));
        }
    }
}
