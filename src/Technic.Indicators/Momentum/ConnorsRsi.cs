namespace Technic.Indicators.Momentum;

/// <summary>
/// Connors RSI: the mean of RSI(rsi) of x, RSI(streak) of the number of bars in a row that x rose (positive) or fell (negative), and the
/// percentage of the last rank one-bar returns below that of the bar. First value at index 1 + the largest parameter; none after a value of
/// 0 or less. One comparison for each return of the window, in vectors of bars.
/// </summary>
/// <remarks>Larry Connors, 2012. Convention: Stock.Indicators, ToConnorsRsi.</remarks>
internal sealed class ConnorsRsi() : IndicatorFunction(new()
{
    Name = "connors_rsi",
    Family = FunctionFamilies.Momentum,
    Meaning = "Connors RSI",
    Formula =
        "the mean of RSI(rsi) of x, RSI(streak) of the number of bars in a row that x rose (positive) or fell " +
        "(negative), and the percentage of the last rank one-bar returns below that of the bar",
    Source = "Larry Connors, 2012. Convention: Stock.Indicators, ToConnorsRsi",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("rsi", 3), FunctionParameter.Bars("streak", 2), FunctionParameter.Bars("rank", 100)],
    Outputs = [new("", "0 to 100", "The index")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) =>
        Math.Max((int)parameters[0], Math.Max((int)parameters[1], (int)parameters[2])) + 1;

    public override int WarmUp(ReadOnlySpan<double> parameters) =>
        FirstIndex(parameters, 0) + Decay.Wilder(Math.Max(parameters[0], parameters[1]));

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var rank = call.Whole(2);
        using var scratch = Scratch.Rent(5, call.Length);
        Span<double> rsi = scratch[0], streaks = scratch[1], streakRsi = scratch[2], returns = scratch[3], below = scratch[4];
        RelativeStrength.Compute(x, 0, call.Whole(0), rsi);
        returns[0] = streaks[0] = 0;
        for (var i = 1; i < x.Length; i++)
        {
            var streak = streaks[i - 1];
            streaks[i] = x[i] > x[i - 1] ? Math.Max(streak, 0) + 1 : x[i] < x[i - 1] ? Math.Min(streak, 0) - 1 : 0;
            returns[i] = x[i - 1] <= 0 ? double.NaN : Quotient.Of(x[i] - x[i - 1], x[i - 1]);
        }
        RelativeStrength.Compute(streaks, 1, call.Whole(1), streakRsi);
        ShortWindows.CountsBelow(returns, rank, below);
        var first = FirstIndex(call.Parameters, 0);
        for (var i = 0; i < x.Length; i++)
        {
            result[i] = i < first || double.IsNaN(returns[i])
                ? double.NaN
                : (rsi[i] + streakRsi[i] + (100.0 * below[i] / rank)) / 3;
        }
    }
}
