namespace Technic.Indicators.Candles;

/// <summary>
/// Candlestick pattern: 100 where the bar completes a bullish pattern, −100 for a bearish one (±80 where bodies of an engulfing or a harami
/// share one end, ±200 where a hikkake is confirmed), else 0. A value at every bar: 0 where there are too few bars before it.
/// </summary>
/// <remarks>TA-Lib, CDL functions with their usual settings and penetrations.</remarks>
internal sealed class CandlePatternFunction() : IndicatorFunction(new()
{
    Name = "candle",
    Family = FunctionFamilies.Candles,
    Meaning = "Candlestick pattern",
    Formula =
        "100 where the bar completes a bullish pattern, −100 for a bearish one (±80 where bodies of an engulfing or a " +
        "harami share one end, ±200 where a hikkake is confirmed), else 0",
    Source = "TA-Lib, CDL functions with their usual settings and penetrations",
    Parameters =
    [
        new("pattern", double.NaN, 0, CandlePatterns.All.Length - 1, ParameterKind.Choice)
        {
            Choices = [.. CandlePatterns.All.Select(pattern => pattern.Name)],
        },
    ],
    Outputs = [new("", "", "The direction of the pattern")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => 0;

    public override int WarmUp(ReadOnlySpan<double> parameters) => CandlePatterns.All[(int)parameters[0]].Lookback;

    protected override void Compute(in FunctionCall call)
    {
        var pattern = CandlePatterns.All[call.Whole(0)];
        var result = call.Output(0);
        result[..Math.Min(pattern.Lookback, result.Length)].Clear();
        var bars = new CandleBars(call.Bars);
        for (var i = pattern.Lookback; i < result.Length; i++) result[i] = pattern.Match(bars, i);
    }
}
