using System.Globalization;
using Xunit;

namespace Technic.Indicators.Tests;

/// <summary>
/// A call of a function with its parameters, written as in a formula: <c>bb(20,2).upper</c>, <c>mama(hl2,0.5,0.05).fama</c>.
/// </summary>
internal sealed record Call(IndicatorFunction Function, double[] Parameters, int Output, bool IsOfMiddle)
{
    public static Call Parse(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.IndexOf(')', StringComparison.Ordinal);
        Assert.True(FunctionCatalogue.BuiltIn.TryFind(text[..open], out var function), text);
        var arguments = text[(open + 1)..close].Split(',', StringSplitOptions.RemoveEmptyEntries).ToList();
        var isOfMiddle = arguments.Remove("hl2");
        var output = text[(close + 1)..].TrimStart('.');
        var index = function.Outputs.ToList().FindIndex(candidate => candidate.Name == output);
        Assert.True(index >= 0, text);
        return new Call(function, [.. arguments.Select((argument, i) => Value(function.Parameters[i], argument))], index, isOfMiddle);
    }

    /// <summary>Every output of every function with its usual parameters, and 20 for those that must be given.</summary>
    public static IEnumerable<Call> Usual() =>
        from function in FunctionCatalogue.BuiltIn.All
        let parameters = function.Parameters.Select(UsualValue).ToArray()
        from output in Enumerable.Range(0, function.Outputs.Length)
        select new Call(function, parameters, output, IsOfMiddle: false);

    /// <summary>A function with random parameters that it accepts, windows up to 60 bars.</summary>
    public static Call RandomOf(IndicatorFunction function, Random random)
    {
        while (true)
        {
            double[] parameters = [.. function.Parameters.Select(parameter => RandomValue(parameter, random))];
            if (function.Check(parameters) is not null) continue;
            return new Call(function, parameters, random.Next(function.Outputs.Length), IsOfMiddle: false);
        }
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Function.Name}({string.Join(',', Parameters)}).{Function.Outputs[Output].Name}");

    /// <summary>The output at every bar.</summary>
    public double[] Evaluate(Market market, Market? second = null) =>
        Evaluate(market, IsOfMiddle ? Middle(market) : market.Close, (second ?? market).Close);

    public double[] Evaluate(Market market, double[] x, double[] second)
    {
        var length = Function.TakesSeries ? x.Length : market.Length;
        var outputs = new double[length * Function.Outputs.Length];
        // The previous content of a caller's buffer must never be visible.
        Array.Fill(outputs, -12_345.678);
        Function.Evaluate(market.Bars, x, second, Parameters, outputs);
        return outputs.AsSpan(Output * length, length).ToArray();
    }

    private static double UsualValue(FunctionParameter parameter) => parameter.Kind switch
    {
        ParameterKind.Choice => parameter.Choices.IndexOf("engulfing"),
        ParameterKind.Date => new DateOnly(2020, 1, 2).DayNumber,
        _ => parameter.IsRequired ? 20 : parameter.Usual,
    };

    private static double RandomValue(FunctionParameter parameter, Random random) => parameter.Kind switch
    {
        ParameterKind.Choice => random.Next(parameter.Choices.Length),
        ParameterKind.Date => 730_000 + random.Next(200),
        ParameterKind.Whole => random.Next((int)parameter.Least, 61),
        _ => parameter.Least + (random.NextDouble() * (Math.Min(parameter.Most, 5) - parameter.Least)),
    };

    private static double Value(FunctionParameter parameter, string argument) => parameter.Kind switch
    {
        ParameterKind.Choice => parameter.Choices.IndexOf(argument),
        ParameterKind.Date => DateOnly.Parse(argument, CultureInfo.InvariantCulture).DayNumber,
        _ => double.Parse(argument, CultureInfo.InvariantCulture),
    };

    private static double[] Middle(Market market) => [.. market.High.Zip(market.Low, (high, low) => (high + low) / 2)];
}
