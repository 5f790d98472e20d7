namespace Technic.Indicators.Candles;

/// <summary>
/// Heikin-Ashi bars: close = (open + high + low + close) ÷ 4; open = the middle of the Heikin-Ashi open and close before, at the first bar
/// of the open and close; high, low = the extremes of the high or low and these two. First value at index 0.
/// </summary>
/// <remarks>Munehisa Homma. Convention: Stock.Indicators, ToHeikinAshi.</remarks>
internal sealed class HeikinAshi() : IndicatorFunction(new()
{
    Name = "heikin_ashi",
    Family = FunctionFamilies.Candles,
    Meaning = "Heikin-Ashi bars",
    Formula =
        "close = (open + high + low + close) ÷ 4; open = the middle of the Heikin-Ashi open and close before, at the " +
        "first bar of the open and close; high, low = the extremes of the high or low and these two",
    Source = "Munehisa Homma. Convention: Stock.Indicators, ToHeikinAshi",
    Outputs =
    [
        new("open", "$", "Open"),
        new("high", "$", "High"),
        new("low", "$", "Low"),
        new("close", "$", "Close"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => 0;

    public override int WarmUp(ReadOnlySpan<double> parameters) => Decay.Bars(0.5);

    protected override void Compute(in FunctionCall call)
    {
        var bars = call.Bars;
        Span<double> open = call.Output(0), high = call.Output(1), low = call.Output(2), close = call.Output(3);
        for (var i = 0; i < open.Length; i++)
        {
            close[i] = (bars.Open[i] + bars.High[i] + bars.Low[i] + bars.Close[i]) / 4;
            open[i] = i == 0 ? (bars.Open[0] + bars.Close[0]) / 2 : (open[i - 1] + close[i - 1]) / 2;
            high[i] = Math.Max(bars.High[i], Math.Max(open[i], close[i]));
            low[i] = Math.Min(bars.Low[i], Math.Min(open[i], close[i]));
        }
    }
}
