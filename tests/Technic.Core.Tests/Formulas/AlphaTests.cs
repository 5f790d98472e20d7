using Technic.Core.Formulas;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Formulas.Library;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Testing;

namespace Technic.Core.Tests.Formulas;

/// <summary>The published alphas can be written and evaluated.</summary>
public sealed class AlphaTests
{
    private static readonly FormulaVocabulary Vocabulary =
        ScanColumns.Vocabulary with { Library = FormulaLibrary.BuiltIn.With(Alphas.Definitions) };

    private static readonly (Symbol Symbol, BarSeries Bars)[] Market =
        [.. Enumerable.Range(0, 60).Select(seed => (Symbol.Parse($"S{seed}"), Bars(seed)))];

    /// <summary>A lively market, in which every day has a range and a volume, and ranks change daily.</summary>
    private static BarSeries Bars(int seed)
    {
        var random = new Random(seed);
        var close = 50.0;
        var bars = new Bar[420];
        for (var i = 0; i < bars.Length; i++)
        {
            var open = close * (0.97 + (0.06 * random.NextDouble()));
            close = open * (0.95 + (0.1 * random.NextDouble()));
            var (high, low) = (Math.Max(open, close) * (1.001 + (0.02 * random.NextDouble())),
                Math.Min(open, close) * (0.999 - (0.02 * random.NextDouble())));
            bars[i] = new Bar(BarTime.OfDay(new DateOnly(2020, 1, 1).AddDays(i)), open, high, low, close, random.Next(1_000, 9_000_000));
        }
        return BarSeries.FromBars(bars);
    }

    public static TheoryData<int> Numbers => [.. Alphas.All.Keys];

    [Fact]
    public void The_page_lists_every_alpha_as_it_is_evaluated()
    {
        var page = File.ReadAllText(Checkout.Find("docs", "alphas.md"));

        foreach (var (number, formula) in Alphas.All) Assert.Contains($"| {number} | `{formula}` |\n", page, StringComparison.Ordinal);
        foreach (var line in Alphas.Definitions.Split('\n')) Assert.Contains(line, page, StringComparison.Ordinal);
        Assert.Equal(Alphas.All.Count, page.Split('\n').Count(line => line.Length > 2 && line[0] == '|' && char.IsAsciiDigit(line[2])));
    }

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

        Assert.True(results.Count(double.IsFinite) >= 40, $"{Alphas.All[number]}: {string.Join(' ', results)}");
    }
}
