namespace Technic.Indicators.Volume;

/// <summary>
/// Balance of power: the mean of the last n (close − open) ÷ (high − low). First value at index n − 1; none while a bar without range is in
/// the window.
/// </summary>
/// <remarks>Igor Livshin, 2001. Convention: Stock.Indicators, ToBop.</remarks>
internal sealed class BalanceOfPower() : IndicatorFunction(new()
{
    Name = "bop",
    Family = FunctionFamilies.Volume,
    Meaning = "Balance of power",
    Formula = "the mean of the last n (close − open) ÷ (high − low)",
    Source = "Igor Livshin, 2001. Convention: Stock.Indicators, ToBop",
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "−1 to 1", "The balance")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        var bars = call.Bars;
        var result = call.Output(0);
        var n = call.Whole(0);
        using var scratch = Scratch.Rent(1, call.Length);
        var raw = scratch[0];
        var sum = new ExactSum();
        var missing = 0;
        for (var i = 0; i < result.Length; i++)
        {
            var range = bars.High[i] - bars.Low[i];
            raw[i] = range == 0 ? double.NaN : (bars.Close[i] - bars.Open[i]) / range;
            Count(raw[i], 1, ref sum, ref missing);
            if (i >= n) Count(raw[i - n], -1, ref sum, ref missing);
            result[i] = i < n - 1 || missing > 0 ? double.NaN : sum.Value / n;
        }
    }

    private static void Count(double value, int sign, ref ExactSum sum, ref int missing)
    {
        if (double.IsNaN(value)) missing += sign;
        else sum.Add(sign * value);
    }
}
