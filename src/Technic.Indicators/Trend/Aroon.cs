namespace Technic.Indicators.Trend;

/// <summary>
/// Aroon: up = 100 × (n − bars since the highest high) ÷ n of the last n + 1 bars; down with the lowest low; oscillator = up − down. First
/// value at index n; of equal extremes the oldest counts.
/// </summary>
/// <remarks>Tushar Chande, 1995. Convention: Stock.Indicators, ToAroon.</remarks>
internal sealed class Aroon() : IndicatorFunction(new()
{
    Name = "aroon",
    Family = FunctionFamilies.Trend,
    Meaning = "Aroon",
    Formula = "up = 100 × (n − bars since the highest high) ÷ n of the last n + 1 bars; down with the lowest low; oscillator = up − down",
    Source = "Tushar Chande, 1995. Convention: Stock.Indicators, ToAroon",
    Parameters = [FunctionParameter.Bars("n", 25)],
    Outputs =
    [
        new("up", "0 to 100", "Aroon up"),
        new("down", "0 to 100", "Aroon down"),
        new("oscillator", "−100 to 100", "Up minus down"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    protected override void Compute(in FunctionCall call)
    {
        var n = call.Whole(0);
        Span<double> up = call.Output(0), down = call.Output(1), oscillator = call.Output(2);
        Extreme.BarsSince(call.Bars.High, n + 1, sign: 1, oldest: true, up);
        Extreme.BarsSince(call.Bars.Low, n + 1, sign: -1, oldest: true, down);
        for (var i = 0; i < up.Length; i++)
        {
            up[i] = 100 * (n - up[i]) / n;
            down[i] = 100 * (n - down[i]) / n;
            oscillator[i] = up[i] - down[i];
        }
    }
}
