namespace Technic.Indicators.Volatility;

/// <summary>
/// Normalized average true range: 100 × ATR(n) ÷ close. First value at index n; none where the close is 0.
/// </summary>
/// <remarks>J. Welles Wilder, 1978. Convention: Stock.Indicators, ToAtr (Atrp).</remarks>
internal sealed class NormalizedAverageTrueRange() : IndicatorFunction(new()
{
    Name = "natr",
    Family = FunctionFamilies.Volatility,
    Meaning = "Normalized average true range",
    Formula = "100 × ATR(n) ÷ close",
    Source = "J. Welles Wilder, 1978. Convention: Stock.Indicators, ToAtr (Atrp)",
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "%", "The average in percent of the close")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    public override int WarmUp(ReadOnlySpan<double> parameters) => (int)parameters[0] + Decay.Wilder(parameters[0]);

    protected override void Compute(in FunctionCall call)
    {
        var result = call.Output(0);
        var close = call.Bars.Close;
        Ranges.AverageTrue(call.Bars, call.Whole(0), result);
        for (var i = 0; i < result.Length; i++) result[i] = Quotient.Of(100 * result[i], close[i]);
    }
}
