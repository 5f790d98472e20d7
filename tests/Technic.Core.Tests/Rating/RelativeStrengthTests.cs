using Technic.Core.Rating;

namespace Technic.Core.Tests.Rating;

public sealed class RelativeStrengthTests
{
    [Fact]
    public void The_strongest_stands_at_100_and_the_weakest_at_0() =>
        Assert.Equal([50, 100, 0, 25, 75], RelativeStrength.Percentiles([Row(0), Row(9), Row(-7), Row(-1), Row(3)]));

    [Fact]
    public void Equal_returns_share_a_percentile() =>
        Assert.Equal([0, 50, 50, 100], RelativeStrength.Percentiles([Row(-1), Row(2), Row(2), Row(3)]));

    [Fact]
    public void A_symbol_alone_stands_in_the_middle() => Assert.Equal([50], RelativeStrength.Percentiles([Row(12)]));

    [Fact]
    public void A_row_without_a_return_has_no_percentile_and_moves_no_other() =>
        Assert.Equal([0, null, 100], RelativeStrength.Percentiles([Row(1), SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series([10])), Row(2)]));

    [Fact]
    public void No_rows_have_no_percentiles() => Assert.Empty(RelativeStrength.Percentiles([]));

    private static ScanRow Row(double percent) => SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series([100, 100 + percent]));
}
