using Technic.Core.Rating;

namespace Technic.Core.Tests.Rating;

public sealed class RelativeStrengthTests
{
    [Fact]
    public void The_strongest_stands_at_100_and_the_weakest_at_0() =>
        Assert.Equal([50, 100, 0, 25, 75], Percentiles([Row(0), Row(9), Row(-7), Row(-1), Row(3)]));

    [Fact]
    public void Equal_returns_share_a_percentile() =>
        Assert.Equal([0, 50, 50, 100], Percentiles([Row(-1), Row(2), Row(2), Row(3)]));

    [Fact]
    public void A_symbol_alone_stands_in_the_middle() => Assert.Equal([50], Percentiles([Row(12)]));

    [Fact]
    public void A_row_without_a_return_has_no_percentile_and_moves_no_other() =>
        Assert.Equal([0, null, 100], Percentiles([Row(1), SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series([10])), Row(2)]));

    [Fact]
    public void The_only_row_of_an_empty_group_stands_in_the_middle() => Assert.Equal(50, RelativeStrength.Among([]).PercentileOf(Row(3)));

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(1.5, 50)]
    [InlineData(9, 100)]
    public void A_row_outside_the_group_is_compared_with_all_of_it(double percent, double expected) =>
        Assert.Equal(expected, RelativeStrength.Among([Row(1), Row(2)]).PercentileOf(Row(percent)));

    private static double?[] Percentiles(ScanRow[] rows)
    {
        var strength = RelativeStrength.Among(rows);
        return Array.ConvertAll(rows, strength.PercentileOf);
    }

    private static ScanRow Row(double percent) => SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series([100, 100 + percent]));
}
