namespace Technic.Indicators.Momentum;

/// <summary>
/// Chande momentum oscillator: 100 × (G − L) ÷ (G + L); G and L are the sums of the last n gains and losses from value to value. First
/// value at index n; none where x did not move.
/// </summary>
/// <remarks>Tushar Chande, 1994. Convention: Stock.Indicators, ToCmo.</remarks>
internal sealed class ChandeMomentumOscillator() : IndicatorFunction(new()
{
    Name = "cmo",
    Family = FunctionFamilies.Momentum,
    Meaning = "Chande momentum oscillator",
    Formula = "100 × (G − L) ÷ (G + L); G and L are the sums of the last n gains and losses from value to value",
    Source = "Tushar Chande, 1994. Convention: Stock.Indicators, ToCmo",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "−100 to 100", "The oscillator")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var n = call.Whole(0);
        ExactSum changes = new(), sizes = new();
        for (var i = 0; i < x.Length; i++)
        {
            result[i] = double.NaN;
            if (i == 0) continue;
            var change = x[i] - x[i - 1];
            changes.Add(change);
            sizes.Add(Math.Abs(change));
            if (i > n)
            {
                var leaving = x[i - n] - x[i - n - 1];
                changes.Add(-leaving);
                sizes.Add(-Math.Abs(leaving));
            }
            if (i >= n) result[i] = Math.Clamp(Quotient.Of(100 * changes.Value, sizes.Value), -100, 100);
        }
    }
}
