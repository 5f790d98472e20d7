namespace Technic.Indicators.TwoSeries;

/// <summary>
/// Price relative strength: (x − x[n]) ÷ x[n] minus the same of the second series; ratio = x ÷ the second series. First value at index n,
/// first ratio at 0; none where the earlier value is 0.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToPrs (PrsPercent; ratio: Prs).</remarks>
internal sealed class PriceRelativeStrength() : IndicatorFunction(new()
{
    Name = "relative_strength",
    Family = FunctionFamilies.TwoSeries,
    Meaning = "Price relative strength",
    Formula = "(x − x[n]) ÷ x[n] minus the same of the second series; ratio = x ÷ the second series",
    Source = "Convention: Stock.Indicators, ToPrs (PrsPercent; ratio: Prs)",
    Aliases = ["prs"],
    Series = SeriesArguments.Two,
    Parameters = [FunctionParameter.Bars("n", 20)],
    Outputs =
    [
        new("", "fraction", "The return over n bars in excess of that of the second series"),
        new("ratio", "", "x divided by the second series"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => output == 0 ? (int)parameters[0] : 0;

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X, second = call.Second;
        Span<double> excess = call.Output(0), ratio = call.Output(1);
        var n = call.Whole(0);
        for (var i = 0; i < x.Length; i++)
        {
            ratio[i] = Quotient.Of(x[i], second[i]);
            excess[i] = i < n ? double.NaN : Quotient.Of(x[i] - x[i - n], x[i - n]) - Quotient.Of(second[i] - second[i - n], second[i - n]);
        }
    }
}
