using Technic.Core.Formulas;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Tests.Formulas;

/// <summary>Comparisons of the symbols of a scan: ties, groups of one, missing values, other days, earlier bars.</summary>
public sealed class AcrossMarketTests
{
    private static readonly string[] Days = ["2021-04-19", "2021-04-20", "2021-04-21"];

    /// <summary>Four symbols with three closes each, a fifth one with one, and a sixth one that ended a day before.</summary>
    private static readonly (string Symbol, string? Sector, BarSeries Bars)[] Market =
    [
        ("A", "Energy", Series(10, 11, 12)), ("B", "Energy", Series(20, 20, 30)), ("C", "Technology", Series(30, 33, 12)),
        ("D", null, Series(40, 10, 40)), ("E", "Technology", Series(5)),
        ("F", "Energy", SeriesValues.Closes("2021-04-19=1 2021-04-20=100")),
    ];

    private static BarSeries Series(params double[] closes) => SeriesValues.Closes(
        string.Join(' ', closes.Select((close, i) => $"{Days[Days.Length - closes.Length + i]}={close}")));

    private static double[] Values(string formula)
    {
        var program = FormulaProgram.Compile([new FormulaText("formula", formula)], ScanColumns.Vocabulary);
        var rows = Market.Select(symbol =>
        {
            var name = Symbol.Parse(symbol.Symbol);
            var row = SymbolEvaluator.Evaluate(name, symbol.Bars);
            var values = new double[program.LocalValues];
            program.EvaluateLocal(symbol.Bars, ReferenceSeries.None, values);
            return new RankedRow(0, new Listing(name, Sector: symbol.Sector), row with { FormulaValues = values }, null, null, false);
        }).ToArray();
        var results = new double[rows.Length];
        program.EvaluateRows(new RankedRows(rows), results);
        return results;
    }

    [Theory]
    [InlineData("rank(close)", "37.5 75 37.5 100 0 50")]
    [InlineData("rank(-close)", "62.5 25 62.5 0 100 50")]
    [InlineData("rank(close, by: sector)", "0 100 100 50 0 50")]
    [InlineData("rank(close[1])", "33.33333333333333 66.66666666666667 100 0 - 50")]
    [InlineData("rank(close - close[1])", "33.33333333333333 66.66666666666667 0 100 - 50")]
    [InlineData("median_across(close)", "12 12 12 12 12 100")]
    [InlineData("median_across(close, by: sector)", "21 21 8.5 40 8.5 100")]
    [InlineData("demean(close, by: sector)", "-9 9 3.5 0 -3.5 0")]
    [InlineData("zscore_across(close, by: sector)", "-1 1 1 - -1 -")]
    [InlineData("scale_across(close, by: sector)", "0.2857142857142857 0.7142857142857143 0.7058823529411765 1 0.29411764705882354 1")]
    [InlineData("top(close, 2)", "0 1 0 1 0 1")]
    [InlineData("top(close, 3)", "1 1 1 1 0 1")]
    [InlineData("top(close, 1, by: sector)", "0 1 1 1 0 1")]
    [InlineData("rank(close) >= 75 and sector = 'Energy'", "0 1 0 0 0 0")]
    [InlineData("rank(rank(close) + close)", "37.5 75 37.5 100 0 50")]
    public void Symbols_are_compared_at_their_last_bar(string formula, string expected)
    {
        var values = Values(formula);
        var wanted = SeriesValues.Numbers(expected);

        Assert.All(values.Zip(wanted), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Theory]
    // On 20 April: A 11, B 20, C 33, D 10, F 100.
    [InlineData("rank(close)[1]", "25 50 75 0 - 0")]
    [InlineData("rank(close)[2]", "25 50 75 100 - -")]
    [InlineData("rank(close) - rank(close)[1]", "12.5 25 -37.5 100 - 100")]
    [InlineData("sum(rank(close), 2)", "62.5 125 112.5 100 - 100")]
    [InlineData("rank(close) crosses above 50", "0 0 0 1 0 1")]
    [InlineData("rank(close)[1] < 60 and sector = 'Energy'", "1 1 0 0 0 1")]
    [InlineData("rank(sum(rank(close), 2))", "0 100 66.66666666666667 33.33333333333333 - 0")]
    public void Symbols_are_compared_at_earlier_bars_too(string formula, string expected)
    {
        var values = Values(formula);
        var wanted = SeriesValues.Numbers(expected);

        Assert.All(values.Zip(wanted).Take(5), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Fact]
    public void An_index_moves_by_the_mean_of_the_moves_of_its_members()
    {
        // 20 April: A +10 %, B 0, F × 100, so Energy moves by the mean of 1.1, 1 and 100; 21 April: 12/11 and 30/20.
        var first = (1.1 + 1 + 100) / 3;
        var second = ((12.0 / 11) + (30.0 / 20)) / 2;

        Assert.All(Values("sector.close / sector.close[1]").Take(2), value => Assert.Equal(second, value, 1e-9));
        Assert.All(Values("sector.close[1] / sector.close[2]").Take(2), value => Assert.Equal(first, value, 1e-9));
        // Technology: E has no bar before, so C alone moves it.
        Assert.Equal(12.0 / 33, Values("sector.close / sector.close[1]")[2], 1e-9);
        Assert.Equal(12.0 / 33, Values("sector.close / sector.close[1]")[4], 1e-9);
        Assert.Equal([1, 1, 0, 1, 0, 1], Values("sector.close > sector.close[1]"));
        Assert.Single(Values("market.close").Take(5).Distinct());
    }
}
