using System.Collections.Immutable;
using Xunit;

namespace Technic.Indicators.Tests;

/// <summary>An application's own function in a catalogue: each error of its description is one sentence.</summary>
public sealed class OwnFunctionTests
{
    private static readonly FunctionDescription Valid = new()
    {
        Name = "own", Family = "Own", Meaning = "A function", Formula = "x", Source = "Own", Series = SeriesArguments.One,
        Parameters = [FunctionParameter.Bars("n", usual: 10)], Outputs = [new("", "", "A value")],
    };

    public static TheoryData<string, FunctionDescription> Invalid => new()
    {
        { "two parameters of one name", Valid with { Parameters = [FunctionParameter.Bars("n", 1), FunctionParameter.Bars("N", 2)] } },
        { "m of own must have a usual value", Valid with { Parameters = [Valid.Parameters[0], FunctionParameter.RequiredBars("m")] } },
        { "between its least and its largest value", Valid with { Parameters = [new("n", 3, 9, 5)] } },
        { "n of own has no choices", Valid with { Parameters = [new("n", 0, 0, 5, ParameterKind.Choice) { Choices = default }] } },
        { "The description of 'own' is incomplete", Valid with { Outputs = default } },
        { "The description of 'own' is incomplete", Valid with { Aliases = default } },
        { "The description of 'own' is incomplete", Valid with { Parameters = default } },
        { "must have a family, a meaning, a formula and a source", Valid with { Meaning = null! } },
        { "must have a family, a meaning, a formula and a source", Valid with { Formula = " " } },
        { "1 to 32 outputs", Valid with { Outputs = [] } },
        { "two outputs of one name", Valid with { Outputs = [new("a", "", ""), new("A", "", "")] } },
        { "must begin with a letter", Valid with { Name = null! } },
        { "must begin with a letter", Valid with { Aliases = ["1st"] } },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_description_is_refused(string complaint, FunctionDescription description) =>
        Assert.Contains(complaint, Refused(new Own(description)), StringComparison.Ordinal);

    [Fact]
    public void A_function_that_fails_or_refuses_its_usual_values_is_refused()
    {
        Assert.Equal("FirstIndex of own must be between 0 and 1000000.", Refused(new Own(Valid) { First = () => -1 }));
        Assert.Equal("FirstIndex of own must be between 0 and 1000000.", Refused(new Own(Valid) { First = () => int.MaxValue }));
        Assert.Equal("WarmUp of own must be between 0 and 1000000.", Refused(new Own(Valid) { Warm = -1 }));
        Assert.Equal(
            "own fails for its usual values: no such bar.",
            Refused(new Own(Valid) { First = () => throw new InvalidOperationException("no such bar.") }));
        Assert.Equal("own refuses its own usual values: n is odd.", Refused(new Own(Valid) { Refusal = "n is odd" }));
    }

    [Fact]
    public void A_parameter_that_must_be_given_may_stand_before_one_with_a_usual_value()
    {
        var parameters = ImmutableArray.Create(FunctionParameter.RequiredBars("m"), FunctionParameter.Bars("n", usual: 10));

        Assert.True(FunctionCatalogue.BuiltIn.With(new Own(Valid with { Parameters = parameters })).TryFind("own", out _));
    }

    [Fact]
    public void What_it_does_not_write_and_what_is_not_finite_is_no_value()
    {
        double[] x = [1, 2, double.NaN, 4, 5];
        var outputs = Enumerable.Repeat(77.0, 10).ToArray();

        // The first output is the series divided by zero from the second bar on, the second one is never written.
        new Own(Valid with { Outputs = [new("a", "", ""), new("b", "", "")] })
        {
            Writes = call =>
            {
                for (var i = 0; i < call.Length; i++) call.Output(0)[i] = call.X[i] / (i == 0 ? 1 : 0);
            },
        }.Evaluate(default, x, default, [10], outputs);

        Assert.Equal([1, double.NaN, double.NaN, 4, .. Enumerable.Repeat(double.NaN, 6)], outputs);
    }

    private static string Refused(IndicatorFunction function) =>
        Assert.Throws<ArgumentException>(() => FunctionCatalogue.BuiltIn.With(function)).Message;

    private delegate void Write(FunctionCall call);

    private sealed class Own(FunctionDescription description) : IndicatorFunction(description)
    {
        public Func<int> First { get; init; } = () => 3;

        public int? Warm { get; init; }

        public string? Refusal { get; init; }

        public Write Writes { get; init; } = _ => { };

        public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => First();

        public override int WarmUp(ReadOnlySpan<double> parameters) => Warm ?? base.WarmUp(parameters);

        protected override string? CheckTogether(ReadOnlySpan<double> parameters) => Refusal;

        protected override void Compute(in FunctionCall call) => Writes(call);
    }
}
