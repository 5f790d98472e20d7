namespace Technic.Indicators.Volatility;

/// <summary>
/// Volatility stop: highest close of a long trade − factor × the ATR(n) of the bar before, until a close is below it; then lowest close of
/// a short trade + factor × that ATR, until a close is above it. First value after the first stop, at index n + 2 or later: the first trade
/// is a guess.
/// </summary>
/// <remarks>J. Welles Wilder, 1978 (volatility system). Convention: Stock.Indicators, ToVolatilityStop.</remarks>
internal sealed class VolatilityStop() : IndicatorFunction(new()
{
    Name = "volatility_stop",
    Family = FunctionFamilies.Volatility,
    Meaning = "Volatility stop",
    Formula =
        "highest close of a long trade − factor × the ATR(n) of the bar before, until a close is below it; then lowest " +
        "close of a short trade + factor × that ATR, until a close is above it",
    Source = "J. Welles Wilder, 1978 (volatility system). Convention: Stock.Indicators, ToVolatilityStop",
    Parameters = [FunctionParameter.Bars("n", 7, 2), new("factor", 3, 0.001, 100, ParameterKind.Number)],
    Outputs = [new("", "$", "The stop")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] + 2;

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] + Decay.Wilder(parameters[0]) + TrailingBands.WarmUp;

    protected override void Compute(in FunctionCall call)
    {
        var close = call.Bars.Close;
        var result = call.Output(0);
        var n = call.Whole(0);
        result.Fill(double.NaN);
        if (close.Length <= n) return;
        using var scratch = Scratch.Rent(1, call.Length);
        var range = scratch[0];
        Ranges.AverageTrue(call.Bars, n, range);
        var isLong = close[n - 1] > close[0];
        var best = close[0];
        for (var i = 1; i <= n; i++) best = isLong ? Math.Max(best, close[i]) : Math.Min(best, close[i]);
        var isGuess = true;
        for (var i = n + 1; i < close.Length; i++)
        {
            var reach = call.Parameters[1] * range[i - 1];
            var stop = isLong ? best - reach : best + reach;
            if (!isGuess) result[i] = stop;
            if (isLong ? close[i] < stop : close[i] > stop)
            {
                isGuess = false;
                isLong = !isLong;
                best = close[i];
            }
            else
            {
                best = isLong ? Math.Max(best, close[i]) : Math.Min(best, close[i]);
            }
        }
    }
}
