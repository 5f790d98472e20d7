namespace Technic.Indicators.Volatility;

/// <summary>
/// ATR trailing stop: close − factor × ATR(n) under a rising market, which never falls until a close is at or below it; then close + factor
/// × ATR(n) over a falling one, which never rises until a close is above it. First value at index n; the first direction is that of the
/// last close.
/// </summary>
/// <remarks>J. Welles Wilder, 1978. Convention: Stock.Indicators, ToAtrStop (of closes).</remarks>
internal sealed class AverageTrueRangeStop() : IndicatorFunction(new()
{
    Name = "atr_stop",
    Family = FunctionFamilies.Volatility,
    Meaning = "ATR trailing stop",
    Formula =
        "close − factor × ATR(n) under a rising market, which never falls until a close is at or below it; then close +" +
        " factor × ATR(n) over a falling one, which never rises until a close is above it",
    Source = "J. Welles Wilder, 1978. Convention: Stock.Indicators, ToAtrStop (of closes)",
    Parameters = [FunctionParameter.Bars("n", 21), new("factor", 3, 0.001, 100, ParameterKind.Number)],
    Outputs = [new("", "$", "The stop")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] + Decay.Wilder(parameters[0]) + TrailingBands.WarmUp;

    protected override void Compute(in FunctionCall call)
    {
        var close = call.Bars.Close;
        var result = call.Output(0);
        using var scratch = Scratch.Rent(1, call.Length);
        var range = scratch[0];
        Ranges.AverageTrue(call.Bars, call.Whole(0), range);
        result[..Math.Min(call.Whole(0), result.Length)].Fill(double.NaN);
        var bands = new TrailingBands();
        for (var i = call.Whole(0); i < result.Length; i++)
        {
            var reach = call.Parameters[1] * range[i];
            if (i == call.Whole(0)) bands.Start(close[i] >= close[i - 1], close[i] + reach, close[i] - reach);
            result[i] = bands.Next(close[i] + reach, close[i] - reach, close[i - 1], close[i]);
        }
    }
}
