using Technic.Indicators;

namespace Technic.Testing;

/// <summary>An own indicator: the change of a series in percent.</summary>
/// <param name="name">Its name in formulas.</param>
/// <param name="version">The version of its values; <c>null</c> for that of the assembly.</param>
public sealed class Gain(string name = "gain", string? version = null) : IndicatorFunction(new()
{
    Name = name,
    Version = version,
    Family = "Own",
    Meaning = "The gain over n bars",
    Formula = "100 × (x ÷ x[n] − 1)",
    Source = "A test",
    Series = SeriesArguments.One,
    Parameters = [FunctionParameter.Bars("n", usual: 1)],
    Outputs = [new("", "%", "The gain")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0];

    protected override void Compute(in FunctionCall call)
    {
        var x = call.X;
        var result = call.Output(0);
        var n = call.Whole(0);
        for (var i = 0; i < call.Length; i++) result[i] = i < n || x[i - n] == 0 ? double.NaN : 100 * ((x[i] / x[i - n]) - 1);
    }
}
