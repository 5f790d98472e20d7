using Technic.Indicators;

namespace Technic.Core.Scans.Own;

/// <summary>A function of an application, whose failures name it.</summary>
/// <param name="function">The function.</param>
internal sealed class OwnFunction(IndicatorFunction function) : IndicatorFunction(new()
{
    Name = function.Name, Family = function.Family, Meaning = function.Meaning, Formula = function.Formula, Source = function.Source,
    Version = function.Version, Aliases = function.Aliases, Series = function.Series, Parameters = function.Parameters,
    Outputs = function.Outputs,
})
{
    private string What => $"The function {Name}";

    public override int FirstIndex(ReadOnlySpan<double> parameters, int output)
    {
        double[] copy = [.. parameters];
        return OwnCode.Call(What, () => Checked(function.FirstIndex(copy, output)));
    }

    public override int WarmUp(ReadOnlySpan<double> parameters)
    {
        double[] copy = [.. parameters];
        return OwnCode.Call(What, () => Checked(function.WarmUp(copy)));
    }

    public override void Evaluate(
        in Bars bars, ReadOnlySpan<double> x, ReadOnlySpan<double> second, ReadOnlySpan<double> parameters, Span<double> outputs,
        uint wanted = uint.MaxValue)
    {
        try
        {
            function.Evaluate(bars, x, second, parameters, outputs, wanted);
        }
        catch (Exception problem)
        {
            throw OwnCode.Failed(What, problem);
        }
    }

    protected override string? CheckTogether(ReadOnlySpan<double> parameters)
    {
        try
        {
            return function.Check(parameters);
        }
        catch (Exception problem)
        {
            throw OwnCode.Failed(What, problem);
        }
    }

    protected override void Compute(in FunctionCall call) => throw new NotSupportedException();

    private static int Checked(int bars) => bars is >= 0 and <= FunctionParameter.MostBarsBack
        ? bars : throw new InvalidOperationException($"it needs {bars} bars before a value");
}
