namespace Technic.Indicators.Momentum;

/// <summary>
/// Ultimate oscillator: 100 × (4 A + 2 B + C) ÷ 7; A, B, C = the sum of close − min(low, previous close) ÷ the sum of the true ranges, over
/// short, middle and long bars. First value at index long; none where a window has no range.
/// </summary>
/// <remarks>Larry Williams, 1985. Convention: Stock.Indicators, ToUltimate.</remarks>
internal sealed class UltimateOscillator() : IndicatorFunction(new()
{
    Name = "ultimate",
    Family = FunctionFamilies.Momentum,
    Meaning = "Ultimate oscillator",
    Formula =
        "100 × (4 A + 2 B + C) ÷ 7; A, B, C = the sum of close − min(low, previous close) ÷ the sum of the true ranges," +
        " over short, middle and long bars",
    Source = "Larry Williams, 1985. Convention: Stock.Indicators, ToUltimate",
    Parameters = [FunctionParameter.Bars("short", 7), FunctionParameter.Bars("middle", 14), FunctionParameter.Bars("long", 28)],
    Outputs = [new("", "0 to 100", "The oscillator")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[2];

    protected override string? CheckTogether(ReadOnlySpan<double> parameters) =>
        parameters[0] < parameters[1] && parameters[1] < parameters[2]
            ? null
            : $"short of {Name} must be less than middle, and middle less than long";

    protected override void Compute(in FunctionCall call)
    {
        var bars = call.Bars;
        ReadOnlySpan<double> high = bars.High, low = bars.Low, close = bars.Close;
        using var scratch = Scratch.Rent(2, call.Length);
        Span<double> pressure = scratch[0], range = scratch[1], result = call.Output(0);
        pressure[0] = range[0] = 0;
        for (var i = 1; i < pressure.Length; i++)
        {
            var lowest = Math.Min(low[i], close[i - 1]);
            pressure[i] = close[i] - lowest;
            range[i] = Math.Max(high[i], close[i - 1]) - lowest;
        }
        RatioOfSums shortest = new(call.Whole(0)), middle = new(call.Whole(1)), longest = new(call.Whole(2));
        for (var i = 0; i < result.Length; i++)
        {
            shortest.Add(pressure, range, i);
            middle.Add(pressure, range, i);
            longest.Add(pressure, range, i);
            result[i] = i < call.Whole(2) ? double.NaN : 100 * ((4 * shortest.Value) + (2 * middle.Value) + longest.Value) / 7;
        }
    }
}
