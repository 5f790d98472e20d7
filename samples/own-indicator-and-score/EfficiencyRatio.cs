using Technic.Indicators;

/// <summary>
/// Kaufman's efficiency ratio: the change over n bars, divided by the sum of the changes from bar to bar. 1 for a straight line, about 0
/// for noise. In formulas: <c>efficiency(10)</c>, or <c>efficiency(volume, 10)</c> of another series.
/// </summary>
internal sealed class EfficiencyRatio() : IndicatorFunction(new()
{
    Name = "efficiency",
    Family = "Own",
    Meaning = "Kaufman's efficiency ratio",
    Formula = "|x − x[n]| ÷ Σ|x − x[1]| over n bars",
    Source = "P. J. Kaufman, Trading Systems and Methods",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", usual: 10)],
    Outputs = [new("", "0 to 1", "1 for a straight line, 0 for noise")],
})
{
    /// <summary>The first value is at bar n, counted from 0.</summary>
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    /// <summary>The values of the series are finite; the output is NaN where there is no value.</summary>
    protected override void Compute(in FunctionCall call)
    {
        var x = call.X;
        var n = call.Whole(0);
        var result = call.Output(0);
        result[..Math.Min(n, result.Length)].Fill(double.NaN);
        for (var bar = n; bar < call.Length; bar++)
        {
            var way = 0.0;
            for (var i = bar - n + 1; i <= bar; i++) way += Math.Abs(x[i] - x[i - 1]);
            result[bar] = way > 0 ? Math.Abs(x[bar] - x[bar - n]) / way : 0;
        }
    }
}
