using Technic.Core.Formulas;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Tests.Formulas;

public sealed class WhereConditionTests
{
    private static readonly RankedRow Full = WhereRows.Full;
    private static readonly RankedRow Bare = WhereRows.Bare;

    private static bool Holds(string text, RankedRow row) => WhereCondition.Compile(text).Holds(row);

    [Theory]
    [InlineData("close > 0", true)]
    [InlineData("close < 0", false)]
    [InlineData("relativeStrength = 87.5", true)]
    [InlineData("relativeStrength == 87.5", true)]
    [InlineData("relativeStrength != 87.5", false)]
    [InlineData("relativeStrength <> 87.5", false)]
    [InlineData("relativeStrength >= 87.5", true)]
    [InlineData("relativeStrength <= 87.5", true)]
    [InlineData("relativeStrength > 87.5", false)]
    [InlineData("relativeStrength < 87.5", false)]
    [InlineData("87.5 = relativeStrength", true)]
    [InlineData("1 = 1", true)]
    public void Numbers_are_compared(string text, bool holds) => Assert.Equal(holds, Holds(text, Full));

    [Theory]
    [InlineData("market_cap = 2.5e9")]
    [InlineData("marketCap = 2_500_000_000")]
    [InlineData("MARKETCAP=2.5E+9")]
    [InlineData("market_cap = 25000000000.e-1")]
    [InlineData("market_cap * .5 = 1.25e9")]
    [InlineData(" \t\r\n market_cap\n=\n2500000000 ")]
    public void A_number_may_be_written_as_programs_write_it(string text) => Assert.True(Holds(text, Full));

    [Theory]
    [InlineData("1 + 2 * 3 = 7")]
    [InlineData("(1 + 2) * 3 = 9")]
    [InlineData("10 - 4 - 3 = 3")]
    [InlineData("16 / 4 / 2 = 2")]
    [InlineData("16 / 4 * 2 = 8")]
    [InlineData("-2 * 3 = -6")]
    [InlineData("2 * -3 = -6")]
    [InlineData("2--3 = 5")]
    [InlineData("-(1 + 2) = -3")]
    [InlineData("1 + 2 < 2 + 2")]
    public void Arithmetic_has_its_usual_order(string text) => Assert.True(Holds(text, Full));

    [Theory]
    [InlineData("1 = 1 or 1 = 2 and 1 = 3", true)]
    [InlineData("(1 = 1 or 1 = 2) and 1 = 3", false)]
    [InlineData("not 1 = 2 and 1 = 1", true)]
    [InlineData("not (1 = 1 and 1 = 1)", false)]
    [InlineData("not not 1 = 1", true)]
    [InlineData("not 1 = 1 or 1 = 1", true)]
    [InlineData("NOT 1 = 2 AND 1 = 1 Or 1 = 2", true)]
    [InlineData("1=1 and(1=1)or not(1=1)", true)]
    public void Not_binds_closer_than_and_and_and_closer_than_or(string text, bool holds) => Assert.Equal(holds, Holds(text, Full));

    [Theory]
    [InlineData("2 between 1 and 3", true)]
    [InlineData("1 between 1 and 3", true)]
    [InlineData("3 between 1 and 3", true)]
    [InlineData("4 between 1 and 3", false)]
    [InlineData("2 between 3 and 1", false)]
    [InlineData("4 not between 1 and 3", true)]
    [InlineData("3 not between 1 and 3", false)]
    [InlineData("2 between 1 and 3 and 1 = 2", false)]
    [InlineData("2 between 1 + 0 and 4 - 1 or 1 = 2", true)]
    public void Between_includes_its_bounds(string text, bool holds) => Assert.Equal(holds, Holds(text, Full));

    [Theory]
    [InlineData("2 in (1, 2)", true)]
    [InlineData("2 in (2)", true)]
    [InlineData("3 in (1, 2)", false)]
    [InlineData("3 not in (1, 2)", true)]
    [InlineData("2 NOT IN (1, 2)", false)]
    [InlineData("2 in (1 + 1)", true)]
    public void In_finds_a_value_in_a_list(string text, bool holds) => Assert.Equal(holds, Holds(text, Full));

    [Theory]
    [InlineData("exchange = 'NASDAQ'", true)]
    [InlineData("exchange = \"nasdaq\"", true)]
    [InlineData("exchange != 'NYSE'", true)]
    [InlineData("exchange in ('NYSE', 'Nasdaq')", true)]
    [InlineData("symbol < 'U' and symbol > 'S'", true)]
    [InlineData("asOf >= '2001-01-01' and asOf < '2002'", true)]
    [InlineData("name = 'Test & Co.'", true)]
    [InlineData("name between 'tes' and 'TEST & CO.'", true)]
    [InlineData("'it''s' = \"it's\"", true)]
    [InlineData("\"say \"\"so\"\"\" = 'say \"so\"'", true)]
    [InlineData("name = ''", false)]
    [InlineData("'' = ''", true)]
    public void Texts_are_compared_whatever_the_case_of_their_letters(string text, bool holds) => Assert.Equal(holds, Holds(text, Full));

    [Theory]
    [InlineData("sector = 'Information Technology'", true)]
    [InlineData("sector = 'Technology'", true)]
    [InlineData("sector = 'tech'", true)]
    [InlineData("'Tech' = sector", true)]
    [InlineData("sector in ('Energy', 'IT')", true)]
    [InlineData("sector not in ('Energy', 'Health Care')", true)]
    [InlineData("sector != 'Tech'", false)]
    public void Sectors_are_compared_as_sectors_and_not_as_names(string text, bool holds) => Assert.Equal(holds, Holds(text, Full));

    [Fact]
    public void A_symbol_without_a_sector_is_unclassified() => Assert.True(Holds("sector = 'Unclassified' and sector != 'Energy'", Bare));

    [Theory]
    [InlineData("signal in ('StrongLong', 'Long', 'Neutral', 'Short', 'StrongShort')")]
    [InlineData("signal between 'StrongShort' and 'StrongLong'")]
    [InlineData("signal = 'Long' or signal != 'long'")]
    [InlineData("signal >= 'strong short' and signal <= 'STRONG-LONG'")]
    [InlineData("signal > 'Long' or signal = 'Long' or signal < 'Long'")]
    public void Signals_have_names_and_an_order(string text) => Assert.All(WhereRows.All, row => Assert.True(Holds(text, row)));

    [Fact]
    public void Signals_stand_from_the_strongest_short_one_to_the_strongest_long_one() =>
        Assert.All(WhereRows.All, row => Assert.Equal(row.Row.Signal >= Signal.Long, Holds("signal >= 'Long'", row)));

    [Theory]
    [InlineData("stale")]
    [InlineData("not not stale")]
    [InlineData("stale = 1")]
    [InlineData("1 = 1 and (stale)")]
    public void A_column_that_says_yes_or_no_is_a_condition(string text)
    {
        Assert.True(Holds(text, Full with { Stale = true }));
        Assert.False(Holds(text, Full));
    }

    [Theory]
    [InlineData("sma200 > 0")]
    [InlineData("sma200 <= 0")]
    [InlineData("sma200 = sma200")]
    [InlineData("sma200 != 0")]
    [InlineData("0 <> sma200")]
    [InlineData("sma200 + 1 > 0")]
    [InlineData("-sma200 < 0")]
    [InlineData("close - sma200 < 1e9")]
    [InlineData("1 / 0 > 0")]
    [InlineData("1 / 0 = 1 / 0")]
    [InlineData("0 / 0 != 1")]
    [InlineData("1e308 * 10 > 1")]
    [InlineData("1e308 + 1e308 - 1e308 > 0")]
    [InlineData("sma200 between 0 and 1e9")]
    [InlineData("sma200 not between 0 and 1")]
    [InlineData("close between sma200 and 1e9")]
    [InlineData("sma200 in (0, 1)")]
    [InlineData("sma200 not in (0, 1)")]
    [InlineData("1 not in (0, sma200)")]
    [InlineData("exchange = ''")]
    [InlineData("exchange != 'NYSE'")]
    [InlineData("exchange < 'Z'")]
    [InlineData("exchange not in ('NYSE')")]
    [InlineData("relativeStrength >= 0")]
    [InlineData("entry > 0")]
    public void A_comparison_with_a_missing_value_is_false(string text) => Assert.False(Holds(text, Bare));

    [Theory]
    [InlineData("not sma200 > 0")]
    [InlineData("not sma200 not in (0, 1)")]
    [InlineData("not (sma200 > 0 and close > 0)")]
    [InlineData("sma200 > 0 or close > 0")]
    [InlineData("1 in (sma200, 1)")]
    [InlineData("5 not between sma200 and 1")]
    public void Around_a_missing_value_only_the_comparison_is_false(string text) => Assert.True(Holds(text, Bare));

    [Theory]
    [InlineData("relativeStrength > 50", true)]
    [InlineData("close > 1 and (rsi14 < 30 or relative_strength > 50)", true)]
    [InlineData("close > 1", false)]
    public void Only_relative_strength_needs_the_ranking(string text, bool needsRanking) =>
        Assert.Equal(needsRanking, WhereCondition.Compile(text).NeedsRanking);

    public static TheoryData<string> Columns => [.. ScanColumns.All.Where(column => column.Name != "rank").Select(column => column.Name)];

    [Theory]
    [MemberData(nameof(Columns))]
    public void Every_column_but_the_rank_can_be_asked_for(string name)
    {
        Assert.True(ScanColumns.TryFind(name, out var column));
        var literal = name switch { "sector" => "'Energy'", "signal" => "'Long'", _ => column.Kind == ColumnKind.Number ? "5" : "'x'" };

        Assert.True(Holds($"{name} = {literal} or {name} != {literal}", Full));
    }

    [Fact]
    public async Task A_condition_may_be_asked_by_many_threads()
    {
        var condition = WhereCondition.Compile("sector in ('Energy', 'Tech') and close * 2 - 1 > sma20 or name = 'x'");
        var expected = WhereRows.All.Select(condition.Holds).ToArray();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => WhereRows.All.Select(condition.Holds).ToArray())));

        Assert.All(answers, answer => Assert.Equal(expected, answer));
    }
}
