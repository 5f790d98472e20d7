using Technic.Core.Rating;

namespace Technic.Core.Tests.Rating;

public sealed class RegimeDetectorTests
{
    [Theory]
    [InlineData(0.5, MarketTrend.Up)]
    [InlineData(-0.5, MarketTrend.Down)]
    [InlineData(0, MarketTrend.Sideways)]
    public void Spy_decides_where_its_row_is_long_enough(double slope, MarketTrend expected)
    {
        var regime = RegimeDetector.Detect(Line(slope, bars: 210), [Line(-slope, bars: 60)])!;

        Assert.Equal((expected, RegimeSource.Spy, false), (regime.Trend, regime.Source, regime.HighVolatility));
    }

    [Fact]
    public void A_market_below_its_rising_average_goes_sideways()
    {
        double[] closes = [.. Markets.Values(209, i => 200 + (i * 0.5)), 150];

        Assert.Equal(MarketTrend.Sideways, RegimeDetector.Detect(Row(closes), [])!.Trend);
    }

    [Theory]
    [InlineData(6, 4, MarketTrend.Up)]
    [InlineData(5, 5, MarketTrend.Sideways)]
    [InlineData(4, 6, MarketTrend.Down)]
    public void Breadth_decides_where_spy_cannot(int rising, int falling, MarketTrend expected)
    {
        ScanRow[] rows = [.. Enumerable.Repeat(Line(0.5, bars: 60), rising), .. Enumerable.Repeat(Line(-0.5, bars: 60), falling)];

        Assert.All([null, Line(0.5, bars: 104)], spy =>
        {
            var regime = RegimeDetector.Detect(spy, rows)!;
            Assert.Equal((expected, RegimeSource.Breadth), (regime.Trend, regime.Source));
            Assert.Equal(rising / 10.0, regime.Breadth);
        });
    }

    [Fact]
    public void Volatility_is_high_when_it_exceeds_what_it_was()
    {
        var calmThenWild = Row(Markets.Values(210, i => 200 + (i * 0.5) + ((i % 2) * (i < 190 ? 0.2 : 8))));

        Assert.True(RegimeDetector.Detect(calmThenWild, [])!.HighVolatility);
        Assert.True(RegimeDetector.Detect(null, [calmThenWild, calmThenWild, Line(0.5, bars: 210)])!.HighVolatility);
        Assert.False(RegimeDetector.Detect(null, [calmThenWild, Line(0.4, bars: 210), Line(0.5, bars: 210)])!.HighVolatility);
    }

    [Fact]
    public void Too_few_bars_tell_nothing_of_volatility() => Assert.Null(RegimeDetector.Detect(null, [Line(0.5, bars: 55)])!.HighVolatility);

    [Fact]
    public void Rows_without_a_50_bar_average_tell_no_regime()
    {
        Assert.Null(RegimeDetector.Detect(null, []));
        Assert.Null(RegimeDetector.Detect(Line(1, bars: 30), [Line(1, bars: 49)]));
    }

    private static ScanRow Line(double slope, int bars) => Row(Markets.Values(bars, i => 200 + (i * slope)));

    private static ScanRow Row(double[] closes) => SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series(closes));
}
