namespace Technic.Indicators.Trend;

/// <summary>
/// Ichimoku cloud: tenkan, kijun = (highest high + lowest low) ÷ 2 of the last tenkan, kijun bars; span_a = (tenkan + kijun) ÷ 2 and span_b
/// = (highest high + lowest low) ÷ 2 of the last span bars, both of kijun bars ago. First tenkan at index tenkan − 1, first kijun at kijun
/// − 1, first span_a at kijun + max(tenkan, kijun) − 1, first span_b at kijun + span − 1.
/// </summary>
/// <remarks>Goichi Hosoda, 1969. Convention: Stock.Indicators, ToIchimoku.</remarks>
internal sealed class IchimokuCloud() : IndicatorFunction(new()
{
    Name = "ichimoku",
    Family = FunctionFamilies.Trend,
    Meaning = "Ichimoku cloud",
    Formula =
        "tenkan, kijun = (highest high + lowest low) ÷ 2 of the last tenkan, kijun bars; span_a = (tenkan + kijun) ÷ 2 " +
        "and span_b = (highest high + lowest low) ÷ 2 of the last span bars, both of kijun bars ago",
    Source = "Goichi Hosoda, 1969. Convention: Stock.Indicators, ToIchimoku",
    Parameters = [FunctionParameter.Bars("tenkan", 9), FunctionParameter.Bars("kijun", 26), FunctionParameter.Bars("span", 52)],
    Outputs =
    [
        new("tenkan", "$", "Conversion line"),
        new("kijun", "$", "Base line"),
        new("span_a", "$", "Leading span A, as it stands over the bar"),
        new("span_b", "$", "Leading span B, as it stands over the bar"),
    ],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => output switch
    {
        0 => (int)parameters[0] - 1,
        1 => (int)parameters[1] - 1,
        2 => (int)parameters[1] + Math.Max((int)parameters[0], (int)parameters[1]) - 1,
        _ => (int)parameters[1] + (int)parameters[2] - 1,
    };

    protected override string? CheckTogether(ReadOnlySpan<double> parameters) =>
        parameters[1] < parameters[2] ? null : $"kijun of {Name} must be less than span";

    protected override void Compute(in FunctionCall call)
    {
        var (fast, slow, span) = (call.Whole(0), call.Whole(1), call.Whole(2));
        Span<double> tenkan = call.Output(0), kijun = call.Output(1), spanA = call.Output(2), spanB = call.Output(3);
        using var scratch = Scratch.Rent(2, call.Length);
        Middle(call.Bars, fast, tenkan, scratch);
        Middle(call.Bars, slow, kijun, scratch);
        for (var i = spanA.Length - 1; i >= 0; i--) spanA[i] = i < slow ? double.NaN : (tenkan[i - slow] + kijun[i - slow]) / 2;
        if (!call.Wants(3)) return;
        Middle(call.Bars, span, spanB, scratch);
        for (var i = spanB.Length - 1; i >= 0; i--) spanB[i] = i < slow ? double.NaN : spanB[i - slow];
    }

    private static void Middle(in Bars bars, int n, Span<double> result, in Scratch scratch)
    {
        Extreme.Highest(bars.High, n, scratch[0]);
        Extreme.Lowest(bars.Low, n, scratch[1]);
        for (var i = 0; i < result.Length; i++) result[i] = (scratch[0][i] + scratch[1][i]) / 2;
    }
}
