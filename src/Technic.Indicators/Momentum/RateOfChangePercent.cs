namespace Technic.Indicators.Momentum;

/// <summary>
/// Rate of change: 100 × (x − x[n]) ÷ x[n]. First value at index n; none where the earlier value is 0.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToRoc.</remarks>
internal sealed class RateOfChangePercent() : IndicatorFunction(new()
{
    Name = "roc",
    Family = FunctionFamilies.Momentum,
    Meaning = "Rate of change",
    Formula = "100 × (x − x[n]) ÷ x[n]",
    Source = "Convention: Stock.Indicators, ToRoc",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.RequiredBars("n")],
    Outputs = [new("", "%", "The change over n bars")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var n = call.Whole(0);
        result[..Math.Min(n, result.Length)].Fill(double.NaN);
        if (x.Length > n) Quotient.PercentChanges(x[..^n], x[n..], result[n..]);
    }
}
