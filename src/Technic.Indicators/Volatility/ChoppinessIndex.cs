namespace Technic.Indicators.Volatility;

/// <summary>
/// Choppiness index: 100 × log(sum of the last n true ranges ÷ (highest true high − lowest true low)) ÷ log(n); true high = max(high,
/// previous close), true low = min(low, previous close). First value at index n; none where the window has no range.
/// </summary>
/// <remarks>Bill Dreiss. Convention: Stock.Indicators, ToChop.</remarks>
internal sealed class ChoppinessIndex() : IndicatorFunction(new()
{
    Name = "chop",
    Family = FunctionFamilies.Volatility,
    Meaning = "Choppiness index",
    Formula =
        "100 × log(sum of the last n true ranges ÷ (highest true high − lowest true low)) ÷ log(n); true high = " +
        "max(high, previous close), true low = min(low, previous close)",
    Source = "Bill Dreiss. Convention: Stock.Indicators, ToChop",
    Parameters = [FunctionParameter.Bars("n", 14, 2)],
    Outputs = [new("", "0 to 100", "The index: 100 is sideways, 0 a trend")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> high = call.Bars.High, low = call.Bars.Low, close = call.Bars.Close;
        var result = call.Output(0);
        var n = call.Whole(0);
        result[..Math.Min(n, result.Length)].Fill(double.NaN);
        if (result.Length <= n) return;
        using var scratch = Scratch.Rent(4, call.Length - 1);
        Span<double> trueHigh = scratch[0], trueLow = scratch[1], highest = scratch[2], lowest = scratch[3];
        for (var i = 0; i < trueHigh.Length; i++)
        {
            trueHigh[i] = Math.Max(high[i + 1], close[i]);
            trueLow[i] = Math.Min(low[i + 1], close[i]);
        }
        Extreme.Highest(trueHigh, n, highest);
        Extreme.Lowest(trueLow, n, lowest);
        var sum = new ExactSum();
        var scale = 100 / Math.Log(n);
        for (var i = 0; i < trueHigh.Length; i++)
        {
            sum.Add(trueHigh[i] - trueLow[i]);
            if (i >= n) sum.Add(trueLow[i - n] - trueHigh[i - n]);
            if (i < n - 1) continue;
            var range = highest[i] - lowest[i];
            result[i + 1] = range == 0 ? double.NaN : scale * Math.Log(sum.Value / range);
        }
    }
}
