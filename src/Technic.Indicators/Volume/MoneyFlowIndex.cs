namespace Technic.Indicators.Volume;

/// <summary>
/// Money flow index: 100 × P ÷ (P + N); P, N = the sum of typical price × volume over those of the last n bars whose typical price (high +
/// low + close) ÷ 3 rose, fell. First value at index n. Without any flow it is 50, so that a market and its mirror image add up to 100.
/// </summary>
/// <remarks>
/// Gene Quong and Avrum Soudack, 1989. Convention: Stock.Indicators, ToMfi, which differs only without any flow (there 100).
/// </remarks>
internal sealed class MoneyFlowIndex() : IndicatorFunction(new()
{
    Name = "mfi",
    Family = FunctionFamilies.Volume,
    Meaning = "Money flow index",
    Formula =
        "100 × P ÷ (P + N); P, N = the sum of typical price × volume over those of the last n bars whose typical price " +
        "(high + low + close) ÷ 3 rose, fell",
    Source = "Gene Quong and Avrum Soudack, 1989. Convention: Stock.Indicators, ToMfi, which differs only without any flow (there 100)",
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "0 to 100", "The index")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> volume = call.Bars.Volume;
        var result = call.Output(0);
        var n = call.Whole(0);
        using var scratch = Scratch.Rent(4, call.Length);
        Span<double> typical = scratch[0], rising = scratch[1], falling = scratch[2], sums = scratch[3];
        Ranges.Typical(call.Bars, typical);
        MoneyFlow.Directions(typical, volume, rising, falling);
        result[..Math.Min(n, result.Length)].Fill(double.NaN);
        if (result.Length <= n) return;
        WindowSums.Compute(rising[1..], n, sums[1..]);
        WindowSums.Compute(falling[1..], n, typical[1..]);
        Shares.OfFirst(sums[n..], typical[n..], result[n..]);
    }
}
