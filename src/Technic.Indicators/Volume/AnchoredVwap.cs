namespace Technic.Indicators.Volume;

/// <summary>
/// Anchored volume-weighted average price: the sum of (high + low + close) ÷ 3 × volume ÷ the sum of volume, over the bars from a day on.
/// First value at the first bar of that day or later; none before any share was traded.
/// </summary>
/// <remarks>Convention: Stock.Indicators, ToVwap.</remarks>
internal sealed class AnchoredVwap() : IndicatorFunction(new()
{
    Name = "anchored_vwap",
    Family = FunctionFamilies.Volume,
    Meaning = "Anchored volume-weighted average price",
    Formula = "the sum of (high + low + close) ÷ 3 × volume ÷ the sum of volume, over the bars from a day on",
    Source = "Convention: Stock.Indicators, ToVwap",
    Parameters = [new("day", double.NaN, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber, ParameterKind.Date)],
    Outputs = [new("", "$", "The average price since the day") { IsCumulative = true }],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => 0;

    protected override void Compute(in FunctionCall call)
    {
        var bars = call.Bars;
        var result = call.Output(0);
        if (bars.Days.IsEmpty && bars.Length > 0) throw new ArgumentException($"{Name} requires the days of the bars.", nameof(call));
        using var scratch = Scratch.Rent(1, call.Length);
        Ranges.Typical(bars, scratch[0]);
        ExactSum paid = new(), shares = new();
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = double.NaN;
            if (bars.Days[i] < call.Parameters[0]) continue;
            paid.Add(scratch[0][i] * bars.Volume[i]);
            shares.Add(bars.Volume[i]);
            result[i] = Quotient.Of(paid.Value, shares.Value);
        }
    }
}
