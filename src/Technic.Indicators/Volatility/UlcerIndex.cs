namespace Technic.Indicators.Volatility;

/// <summary>
/// Ulcer index: √(mean of the squares of the last n drawdowns in percent), each from the highest value since the beginning of the window.
/// First value at index n − 1; none where the window begins with a value of 0 or less. One operation for each value of the window, in
/// vectors of bars.
/// </summary>
/// <remarks>Peter Martin, 1987. Convention: Stock.Indicators, ToUlcerIndex.</remarks>
internal sealed class UlcerIndex() : IndicatorFunction(new()
{
    Name = "ulcer",
    Family = FunctionFamilies.Volatility,
    Meaning = "Ulcer index",
    Formula = "√(mean of the squares of the last n drawdowns in percent), each from the highest value since the beginning of the window",
    Source = "Peter Martin, 1987. Convention: Stock.Indicators, ToUlcerIndex",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", 14)],
    Outputs = [new("", "%", "The index")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        ReadOnlySpan<double> x = call.X;
        var result = call.Output(0);
        var n = call.Whole(0);
        result[..Math.Min(n - 1, result.Length)].Fill(double.NaN);
        ShortWindows.SquaredDrawdowns(x, n, result);
        for (var i = n - 1; i < x.Length; i++)
        {
            var index = Math.Sqrt(result[i] / n);
            result[i] = double.IsFinite(index) ? index : double.NaN;
        }
    }
}
