namespace Technic.Indicators.Volume;

/// <summary>
/// On-balance volume: 0 at the first bar, then + volume where the close rose, − volume where it fell. First value at index 0; its level
/// depends on where the history begins.
/// </summary>
/// <remarks>Joseph Granville, 1963. Convention: Stock.Indicators, ToObv.</remarks>
internal sealed class OnBalanceVolume() : IndicatorFunction(new()
{
    Name = "obv",
    Family = FunctionFamilies.Volume,
    Meaning = "On-balance volume",
    Formula = "0 at the first bar, then + volume where the close rose, − volume where it fell",
    Source = "Joseph Granville, 1963. Convention: Stock.Indicators, ToObv",
    Outputs = [new("", "shares", "Volume of rising bars minus volume of falling bars since the first bar") { IsCumulative = true }],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => 0;

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> close = call.Bars.Close, volume = call.Bars.Volume;
        var result = call.Output(0);
        var sum = 0.0;
        if (!result.IsEmpty) result[0] = 0;
        for (var i = 1; i < result.Length; i++)
        {
            sum += Obv.Flow(close[i], close[i - 1], volume[i]);
            result[i] = sum;
        }
    }
}
