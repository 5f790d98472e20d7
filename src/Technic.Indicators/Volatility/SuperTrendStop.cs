namespace Technic.Indicators.Volatility;

/// <summary>
/// SuperTrend: value = (high + low) ÷ 2 − factor × ATR(n) under a rising market, which never falls until a close is at or below it; then +
/// factor × ATR(n) over a falling one, which never rises until a close is above it. First value at index n.
/// </summary>
/// <remarks>Olivier Seban. Convention: Stock.Indicators, ToSuperTrend.</remarks>
internal sealed class SuperTrendStop() : IndicatorFunction(new()
{
    Name = "supertrend",
    Family = FunctionFamilies.Volatility,
    Meaning = "SuperTrend",
    Formula =
        "value = (high + low) ÷ 2 − factor × ATR(n) under a rising market, which never falls until a close is at or " +
        "below it; then + factor × ATR(n) over a falling one, which never rises until a close is above it",
    Source = "Olivier Seban. Convention: Stock.Indicators, ToSuperTrend",
    Parameters = [FunctionParameter.Bars("n", 10), new("factor", 3, 0.001, 100, ParameterKind.Number)],
    Outputs =
    [
        new("value", "$", "The stop"),
        new("is_up", "", "Whether the market rises: the stop is below", ValueKind.Condition),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] + Decay.Wilder(parameters[0]) + TrailingBands.WarmUp;

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> high = call.Bars.High, low = call.Bars.Low, close = call.Bars.Close;
        Span<double> value = call.Output(0), isUp = call.Output(1);
        using var scratch = Scratch.Rent(1, call.Length);
        var range = scratch[0];
        Ranges.AverageTrue(call.Bars, call.Whole(0), range);
        var head = Math.Min(call.Whole(0), value.Length);
        value[..head].Fill(double.NaN);
        isUp[..head].Fill(double.NaN);
        var bands = new TrailingBands();
        for (var i = head; i < value.Length; i++)
        {
            double middle = (high[i] + low[i]) / 2, reach = call.Parameters[1] * range[i];
            if (i == head) bands.Start(close[i] >= middle, middle + reach, middle - reach);
            value[i] = bands.Next(middle + reach, middle - reach, close[i - 1], close[i]);
            isUp[i] = bands.IsUp ? 1 : 0;
        }
    }
}
