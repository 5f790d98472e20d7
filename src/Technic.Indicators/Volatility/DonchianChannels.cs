namespace Technic.Indicators.Volatility;

/// <summary>
/// Donchian channels: upper, lower = highest high and lowest low of the n bars before the bar; middle = (upper + lower) ÷ 2. First value at
/// index n.
/// </summary>
/// <remarks>Richard Donchian. Convention: Stock.Indicators, ToDonchian.</remarks>
internal sealed class DonchianChannels() : IndicatorFunction(new()
{
    Name = "donchian",
    Family = FunctionFamilies.Volatility,
    Meaning = "Donchian channels",
    Formula = "upper, lower = highest high and lowest low of the n bars before the bar; middle = (upper + lower) ÷ 2",
    Source = "Richard Donchian. Convention: Stock.Indicators, ToDonchian",
    Parameters = [FunctionParameter.Bars("n", 20)],
    Outputs =
    [
        new("upper", "$", "The upper band"),
        new("middle", "$", "The middle"),
        new("lower", "$", "The lower band"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    protected override void Compute(in FunctionCall call)
    {
        var n = call.Whole(0);
        Span<double> upper = call.Output(0), middle = call.Output(1), lower = call.Output(2);
        for (var output = 0; output < 3; output++) call.Output(output)[..Math.Min(n, upper.Length)].Fill(double.NaN);
        if (upper.Length <= n) return;
        // The channel of the bars before stands one bar later.
        Extreme.Highest(call.Bars.High[..^1], n, upper[1..]);
        Extreme.Lowest(call.Bars.Low[..^1], n, lower[1..]);
        for (var i = n; i < upper.Length; i++) middle[i] = (upper[i] + lower[i]) / 2;
    }
}
