using Technic.Core.Formulas;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Tests.Scans;

public sealed class ScanColumnsTests
{
    private static readonly ScanRow Row = SymbolEvaluator.Evaluate(
        Markets.Symbol, new RandomMarket(Seed: 5, Length: 260, Level: 80, Swing: 0.02, Drift: 0).Bars());

    private static readonly RankedRow Ranked = new(
        Rank: 3,
        new Listing(Markets.Symbol, "Test & Co.", "NASDAQ", "Technology", "Software", MarketCap: 2.5e9) { Type = "CS" },
        Row with { Jump = new PriceJump(Row.AsOf, 0.25, Row.Bars) },
        RelativeStrength: 87.5,
        new TradePlan(TradeDirection.Long, Entry: 81, Stop: 79, Target: 85, Shares: 40, SizeLimit.Risk),
        Stale: true);

    public static TheoryData<string> Names => [.. ScanColumns.All.Select(column => column.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_column_gives_a_full_row_its_value(string name)
    {
        Assert.True(ScanColumns.TryFind(name, out var column));
        Assert.Equal(name, column.Name);
        Assert.NotEmpty(column.Meaning);
        Assert.IsType(column.Kind == ColumnKind.Number ? typeof(double) : typeof(string), column.Value(Ranked));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_column_takes_a_row_that_knows_almost_nothing(string name)
    {
        Assert.True(ScanColumns.TryFind(name, out var column));
        var bare = new RankedRow(
            1, new Listing(Markets.Symbol), SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series([10])), null, null, false);

        Assert.True(column.Value(bare) is null or string or double and not double.NaN);
    }

    [Theory]
    [InlineData("dollarVolume20")]
    [InlineData("dollar_volume20")]
    [InlineData("DOLLAR_VOLUME_20")]
    [InlineData("dollarvolume20")]
    public void A_column_is_found_in_any_spelling(string name)
    {
        Assert.True(ScanColumns.TryFind(name, out var column));
        Assert.Equal(Row.DollarVolume20, column.Number(Ranked));
    }

    [Theory]
    [InlineData("rank", 3.0)]
    [InlineData("marketCap", 2.5e9)]
    [InlineData("relativeStrength", 87.5)]
    [InlineData("stale", 1.0)]
    [InlineData("target", 85.0)]
    [InlineData("shares", 40.0)]
    [InlineData("rangeBars55", 55.0)]
    [InlineData("strengthBars", 63.0)]
    public void Numbers_come_from_the_right_place(string name, double expected)
    {
        Assert.True(ScanColumns.TryFind(name, out var column));
        Assert.Equal(expected, column.Number(Ranked));
    }

    [Fact]
    public void Text_comes_from_the_right_place()
    {
        string? Text(string name) => ScanColumns.TryFind(name, out var column) ? column.Text(Ranked) : null;

        Assert.Equal(
            ("TEST", "Test & Co.", "NASDAQ", "Technology", "Software"),
            (Text("symbol"), Text("name"), Text("exchange"), Text("sector"), Text("industry")));
        Assert.Equal((Row.AsOf.ToString(), Row.Signal.ToString()), (Text("asOf"), Text("signal")));
    }

    [Fact]
    public void The_rating_is_also_found_by_the_name_it_has_in_the_score()
    {
        Assert.True(ScanColumns.TryFind("TechRating", out var column));
        Assert.Equal("rating", column.Name);
    }

    [Fact]
    public void Only_what_other_rows_decide_needs_a_ranking() =>
        Assert.Equal(
            ["rank", "age", "relativeStrength"], ScanColumns.All.Where(column => column.NeedsRanking).Select(column => column.Name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("rsi")]
    [InlineData("close ")]
    public void Another_name_is_no_column(string? name) => Assert.False(ScanColumns.TryFind(name, out _));

    [Fact]
    public void A_name_that_is_no_column_is_answered_with_those_that_are()
    {
        var complaint = ScanColumns.Complaint("nonsense");

        Assert.StartsWith("Unknown column 'nonsense'.", complaint, StringComparison.Ordinal);
        Assert.All(ScanColumns.All, column => Assert.Contains(column.Name, complaint, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rsi41", "rsi14")]
    [InlineData("sma_5O", "sma50")]
    [InlineData("dolar_volume_20", "dollarVolume20")]
    [InlineData("volatilty20", "volatility20")]
    public void A_misspelt_column_is_answered_with_the_one_that_was_meant(string typed, string meant) =>
        Assert.StartsWith($"Unknown column '{typed}' (did you mean '{meant}'?).", ScanColumns.Complaint(typed), StringComparison.Ordinal);

    [Fact]
    public void Text_and_numbers_are_not_taken_for_each_other()
    {
        Assert.True(ScanColumns.TryFind("sector", out var sector) && ScanColumns.TryFind("close", out _));
        Assert.Throws<InvalidOperationException>(() => sector.Number(Ranked));
    }
}
