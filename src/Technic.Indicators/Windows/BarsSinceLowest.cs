namespace Technic.Indicators.Windows;

/// <summary>
/// Bars since the lowest value: how many bars ago the smallest of the last n values was; 0 is the bar itself. First value at index n − 1;
/// of equal values the latest counts.
/// </summary>
/// <remarks>thinkScript, GetMinValueOffset.</remarks>
internal sealed class BarsSinceLowest() : IndicatorFunction(new()
{
    Name = "lowest_bar",
    Family = FunctionFamilies.Windows,
    Meaning = "Bars since the lowest value",
    Formula = "how many bars ago the smallest of the last n values was; 0 is the bar itself",
    Source = "thinkScript, GetMinValueOffset",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.RequiredBars("n")],
    Outputs = [new("", "bars", "Bars since the smallest value")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call) =>
        Extreme.BarsSince(call.X, call.Whole(0), sign: -1, oldest: false, call.Output(0));
}
