using Technic.Core.Formulas.Library;
using Technic.Core.Market;
using Technic.Indicators;

namespace Technic.Core.Tests.Formulas;

/// <summary>Every function of the catalogue and every named formula, as a formula.</summary>
public sealed class CatalogueFormulaTests
{
    private static readonly BarSeries Bars = new RandomMarket(Seed: 11, Length: 300, Level: 80, Swing: 0.02, Drift: 0).Bars();
    private static readonly BarSeries Other = new RandomMarket(Seed: 12, Length: 300, Level: 40, Swing: 0.02, Drift: 0).Bars();

    public static TheoryData<string> Formulas =>
    [
        .. FunctionCatalogue.BuiltIn.All.SelectMany(FormulasOf),
        .. FormulaLibrary.BuiltIn.All.Select(formula => formula.Signature),
    ];

    [Theory]
    [MemberData(nameof(Formulas))]
    public void A_value_does_not_change_when_the_history_behind_it_is_cut_off(string formula)
    {
        var whole = SeriesValues.Of(formula, Bars, ("SPY", Other));

        foreach (var bar in (int[])[0, 1, 37, 150, 298])
            Assert.True(whole[bar].Equals(SeriesValues.Of(formula, Bars.Slice(0, bar + 1), ("SPY", Other))[bar]), $"{formula} at {bar}");
        var study = Core.Formulas.FormulaSeries.Compile([new("formula", formula)], Core.Scans.ScanColumns.Vocabulary);
        Span<double> last = stackalloc double[1];
        study.EvaluateLast(Bars, new(new Dictionary<Symbol, BarSeries> { [Symbol.Parse("SPY")] = Other }), last);
        Assert.True(whole[^1].Equals(last[0]), $"{formula}: {whole[^1]:R}, but alone {last[0]:R}");
    }

    private static IEnumerable<string> FormulasOf(IndicatorFunction function)
    {
        var arguments = function.Parameters.Select(parameter => parameter switch
        {
            { Kind: ParameterKind.Choice } => $"'{parameter.Choices[0]}'",
            { Kind: ParameterKind.Date } => "'2001-02-05'",
            { IsRequired: true } => Math.Max(parameter.Least, Math.Min(parameter.Most, 10)).ToString("R"),
            _ => parameter.Usual.ToString("R"),
        });
        if (function.TakesSecondSeries) arguments = arguments.Prepend("SPY.close");
        var call = $"{function.Name}({string.Join(", ", arguments)})";
        return function.Outputs.Select(output => output.Name.Length == 0 ? call : $"{call}.{output.Name}");
    }
}
