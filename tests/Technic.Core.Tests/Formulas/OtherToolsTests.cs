using System.Text.RegularExpressions;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Testing;

namespace Technic.Core.Tests.Formulas;

/// <summary>The Technic formulas of docs/other-tools.md.</summary>
public sealed partial class OtherToolsTests
{
    private static readonly string[] Sectors = ["Energy", "Materials", "Financials"];

    public static TheoryData<string> Formulas =>
        [.. Technic().Matches(File.ReadAllText(Checkout.Find("docs", "other-tools.md"))).Select(match => match.Groups[1].Value)];

    [Fact]
    public void There_are_twenty_setups() => Assert.Equal(20, Formulas.Count);

    [Theory]
    [MemberData(nameof(Formulas))]
    public void A_formula_of_the_page_is_a_condition_that_can_be_evaluated_over_a_market(string where)
    {
        var formulas = ScanFormulas.Of(new ScanRequest { Where = where });
        var references = new ReferenceSeries(formulas.Symbols.ToDictionary(symbol => symbol, _ => Bars(seed: 99)));
        var computation = new FormulaRows(RowComputation.Instance, formulas, references);
        RankedRow[] rows = [.. Enumerable.Range(0, 30).Select(i =>
        {
            var symbol = Symbol.Parse($"S{i:D2}");
            var bars = Bars(i);
            var row = (ScanRow)computation.Complete(SymbolEvaluator.Evaluate(symbol, bars), Markets.History(bars), default);
            var listing = new Listing(symbol, null, "NYSE", Sectors[i % 3], null, 1e9 * (i + 1));
            return new RankedRow(0, listing, row, 50, null, false);
        })];

        var holds = formulas.Hold(rows);

        Assert.Equal(rows.Length, holds.Length);
        Assert.False(holds.All(hold => hold), "the condition excludes nothing");
    }

    private static BarSeries Bars(int seed) =>
        new RandomMarket(seed, Length: 300, Level: 50, Swing: 0.03, Drift: (seed - 15) * 0.0002).Bars();

    [GeneratedRegex(@"^\| Technic \| `([^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Technic();
}
