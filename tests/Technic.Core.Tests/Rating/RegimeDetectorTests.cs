using Technic.Core.Rating;
using Technic.Indicators;

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
        double[] closes = [.. Markets.Values(209, i => 200 + (i * 0.5)), 175];

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
    public void Too_few_bars_tell_nothing_of_volatility() =>
        Assert.Null(RegimeDetector.Detect(null, [Line(0.5, bars: 55)])!.HighVolatility);

    [Fact]
    public void Rows_without_a_50_bar_average_tell_no_regime()
    {
        Assert.Null(RegimeDetector.Detect(null, []));
        Assert.Null(RegimeDetector.Detect(Line(1, bars: 30), [Line(1, bars: 49)]));
    }

    [Theory]
    [InlineData(11, 10, 12, MarketTrend.Up)]
    [InlineData(9, 10, 8, MarketTrend.Down)]
    [InlineData(10, 10, 11, MarketTrend.Sideways)]
    [InlineData(10, 10, 9, MarketTrend.Sideways)]
    [InlineData(11, 10, 11, MarketTrend.Sideways)]
    [InlineData(9, 10, 9, MarketTrend.Sideways)]
    public void A_trend_needs_the_averages_and_the_close_apart(double sma50, double sma200, double close, MarketTrend expected) =>
        Assert.Equal(expected, RegimeDetector.Detect(Of(close, (Indicator.Sma50, sma50), (Indicator.Sma200, sma200)), [])!.Trend);

    [Theory]
    [InlineData(1.25, 1, false)]
    [InlineData(1.26, 1, true)]
    [InlineData(1, 0, false)] // it did not move at all before
    public void Volatility_is_high_above_1_25_times_the_usual(double recent, double usual, bool isHigh) => Assert.Equal(
        isHigh,
        RegimeDetector.Detect(
            Of(12, (Indicator.Sma50, 11), (Indicator.Sma200, 10), (Indicator.Volatility20, recent), (Indicator.Volatility60, usual)),
            [])!.HighVolatility);

    [Theory]
    [InlineData(new[] { 1.1, 2, 1 }, false)]
    [InlineData(new[] { 2, 1, 1.3 }, true)]
    [InlineData(new[] { 1, 1.4 }, false)]
    [InlineData(new[] { 2.0, 1 }, true)]
    [InlineData(new[] { 3, 1, 1, 1.2 }, false)]
    public void Of_many_symbols_the_median_tells_how_volatile_the_market_is(double[] ratios, bool isHigh)
    {
        var rows = Array.ConvertAll(
            ratios, ratio => Of(12, (Indicator.Sma50, 11), (Indicator.Volatility20, ratio), (Indicator.Volatility60, 1)));

        Assert.Equal(isHigh, RegimeDetector.Detect(null, rows)!.HighVolatility);
    }

    [Theory]
    [InlineData(10.1, 1)]
    [InlineData(10, 0)]
    public void A_symbol_on_its_average_does_not_stand_above_it(double close, double breadth) =>
        Assert.Equal(breadth, RegimeDetector.Detect(null, [Of(close, (Indicator.Sma50, 10))])!.Breadth);

    /// <summary>A row with some indicators and no others.</summary>
    private static ScanRow Of(double close, params (Indicator Indicator, double Value)[] values)
    {
        var all = Markets.Repeat(double.NaN, IndicatorValues.Count);
        foreach (var (indicator, value) in values) all[(int)indicator] = value;
        return Row([close]) with { Indicators = new IndicatorValues(all) };
    }

    private static ScanRow Line(double slope, int bars) => Row(Markets.Values(bars, i => 200 + (i * slope)));

    private static ScanRow Row(double[] closes) => SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series(closes));
}
