namespace Technic.Indicators.Trend;

/// <summary>
/// Vortex indicator: plus, minus = the sum of the last n |high − previous low|, |low − previous high| ÷ the sum of the true ranges. First
/// value at index n; none where the window has no range.
/// </summary>
/// <remarks>Etienne Botes and Douglas Siepman, 2010. Convention: Stock.Indicators, ToVortex.</remarks>
internal sealed class VortexIndicator() : IndicatorFunction(new()
{
    Name = "vortex",
    Family = FunctionFamilies.Trend,
    Meaning = "Vortex indicator",
    Formula = "plus, minus = the sum of the last n |high − previous low|, |low − previous high| ÷ the sum of the true ranges",
    Source = "Etienne Botes and Douglas Siepman, 2010. Convention: Stock.Indicators, ToVortex",
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs =
    [
        new("plus", "", "Positive movement"),
        new("minus", "", "Negative movement"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> high = call.Bars.High, low = call.Bars.Low, close = call.Bars.Close;
        Span<double> plus = call.Output(0), minus = call.Output(1);
        using var scratch = Scratch.Rent(3, call.Length);
        Span<double> rising = scratch[0], falling = scratch[1], range = scratch[2];
        Ranges.True(call.Bars, range);
        range[0] = rising[0] = falling[0] = 0;
        for (var i = 1; i < range.Length; i++)
        {
            rising[i] = Math.Abs(high[i] - low[i - 1]);
            falling[i] = Math.Abs(low[i] - high[i - 1]);
        }
        RatioOfSums up = new(call.Whole(0)), down = new(call.Whole(0));
        for (var i = 0; i < range.Length; i++)
        {
            up.Add(rising, range, i);
            down.Add(falling, range, i);
            plus[i] = i < call.Whole(0) ? double.NaN : up.Value;
            minus[i] = i < call.Whole(0) ? double.NaN : down.Value;
        }
    }
}
