namespace Technic.Indicators.Windows;

/// <summary>
/// Bars since the highest value: how many bars ago the largest of the last n values was; 0 is the bar itself. First value at index n − 1;
/// of equal values the latest counts.
/// </summary>
/// <remarks>thinkScript, GetMaxValueOffset.</remarks>
internal sealed class BarsSinceHighest() : IndicatorFunction(new()
{
    Name = "highest_bar",
    Family = FunctionFamilies.Windows,
    Meaning = "Bars since the highest value",
    Formula = "how many bars ago the largest of the last n values was; 0 is the bar itself",
    Source = "thinkScript, GetMaxValueOffset",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.RequiredBars("n")],
    Outputs = [new("", "bars", "Bars since the largest value")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call) =>
        Extreme.BarsSince(call.X, call.Whole(0), sign: 1, oldest: false, call.Output(0));
}
