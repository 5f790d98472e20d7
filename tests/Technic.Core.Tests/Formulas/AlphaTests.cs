using Technic.Core.Formulas;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Formulas.Library;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Tests.Formulas;

/// <summary>The published alphas can be written and evaluated.</summary>
public sealed class AlphaTests
{
    private static readonly FormulaVocabulary Vocabulary =
        ScanColumns.Vocabulary with { Library = FormulaLibrary.BuiltIn.With(Alphas.Definitions) };

    private static readonly (Symbol Symbol, BarSeries Bars)[] Market = [.. Enumerable.Range(0, 12).Select(seed =>
        (Symbol.Parse($"S{seed}"), new RandomMarket(seed, Length: 420, Level: 20 + (7 * seed), Swing: 0.02, Drift: 0.001).Bars()))];

    public static TheoryData<int> Numbers => [.. Alphas.All.Keys];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void An_alpha_has_a_value_for_most_symbols(int number)
    {
        var program = FormulaProgram.Compile([new FormulaText($"alpha {number}", Alphas.All[number])], Vocabulary);
        var rows = Array.ConvertAll(Market, symbol =>
        {
            var values = new double[program.LocalValues];
            program.EvaluateLocal(symbol.Bars, ReferenceSeries.None, values);
            var row = SymbolEvaluator.Evaluate(symbol.Symbol, symbol.Bars) with { FormulaValues = values };
            return new RankedRow(0, new Listing(symbol.Symbol), row, null, null, Stale: false);
        });

        var results = new double[rows.Length];
        program.EvaluateRows(new RankedRows(rows), results);

        Assert.True(results.Count(double.IsFinite) >= 8, $"{Alphas.All[number]}: {string.Join(' ', results)}");
    }
}
