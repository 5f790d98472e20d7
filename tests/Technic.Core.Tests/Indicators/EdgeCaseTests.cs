using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Indicators;

namespace Technic.Core.Tests.Indicators;

/// <summary>Unusual markets: too short, without movement, without volume, without price.</summary>
public sealed class EdgeCaseTests
{
    public static TheoryData<Indicator> Indicators => [.. Enum.GetValues<Indicator>()];

    [Theory]
    [MemberData(nameof(Indicators))]
    public void The_first_value_stands_at_the_documented_bar(Indicator indicator)
    {
        var first = indicator.Info().FirstIndex;
        var column = IndicatorTable.Of(new RandomMarket(Seed: 7, Length: 300, Level: 50, Swing: 0.03, Drift: 0).Bars())
            .Column(indicator).ToArray();

        Assert.All(column[..first], value => Assert.True(double.IsNaN(value)));
        Assert.All(column[first..], value => Assert.True(double.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(Indicators))]
    public void A_single_bar_has_no_values_but_those_of_one_bar(Indicator indicator)
    {
        var table = IndicatorTable.Of(Markets.Series([10], high: [11], low: [8]));

        double? expected = indicator switch
        {
            Indicator.Obv => 0,
            Indicator.FromHigh20 or Indicator.FromHigh55 or Indicator.FromHigh252 => 100 * (10.0 - 11) / 11,
            Indicator.FromLow20 or Indicator.FromLow55 or Indicator.FromLow252 => 25,
            _ => null,
        };
        Assert.Equal(expected, table[indicator, 0]);
    }

    [Fact]
    public void No_bars_give_an_empty_table() => Assert.Empty(IndicatorTable.Of(BarSeries.Empty).Column(Indicator.Rsi14).ToArray());

    [Fact]
    public void Two_bars_have_a_return_and_a_gap()
    {
        var table = IndicatorTable.Of(Markets.Series([10, 12], open: [10, 11]));

        Assert.Equal((20.0, 10.0, 1_000_000.0), (table[Indicator.Roc1, 1], table[Indicator.Gap, 1], table[Indicator.Obv, 1]));
        Assert.Null(table[Indicator.Atr14, 1]);
    }

    /// <summary>0.1 has no exact binary form: its sums are rounded, which must not count as movement.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(123_456.789)]
    [InlineData(1e9)]
    public void A_market_that_never_moves_stands_in_the_middle_of_every_scale(double price)
    {
        var table = IndicatorTable.Of(Markets.Series(Markets.Repeat(price, 260)));

        double? Last(Indicator indicator) => table[indicator, 259];
        Assert.All([Indicator.Rsi14, Indicator.Mfi14, Indicator.StochasticK, Indicator.StochasticD], x => Assert.Equal(50, Last(x)));
        Assert.All(
            [
                Indicator.Sma20, Indicator.Sma50, Indicator.Sma200, Indicator.Ema12, Indicator.Ema26, Indicator.BollingerUpper,
                Indicator.BollingerLower,
            ],
            x => Assert.Equal(price, Last(x)));
        Assert.All(
            [
                Indicator.Macd, Indicator.MacdSignal, Indicator.MacdHistogram, Indicator.Atr14, Indicator.AtrPercent, Indicator.Adx14,
                Indicator.PlusDi14, Indicator.MinusDi14, Indicator.BandWidth, Indicator.Obv, Indicator.Roc1, Indicator.Roc63,
                Indicator.Volatility20, Indicator.Volatility60, Indicator.FromHigh252, Indicator.FromLow252, Indicator.Gap,
            ],
            x => Assert.Equal(0, Last(x)));
        Assert.Null(Last(Indicator.PercentB));
        Assert.Equal(1, Last(Indicator.VolumeRatio));
    }

    [Fact]
    public void Prices_of_zero_have_no_percentages()
    {
        var table = IndicatorTable.Of(Markets.Series(Markets.Repeat(0, 260)));

        Indicator[] percentages =
        [
            Indicator.AtrPercent, Indicator.PercentB, Indicator.BandWidth, Indicator.Roc1, Indicator.Roc5, Indicator.Roc21, Indicator.Roc63,
            Indicator.Volatility20, Indicator.Volatility60, Indicator.FromHigh20, Indicator.FromLow20, Indicator.FromHigh55,
            Indicator.FromLow55, Indicator.FromHigh252, Indicator.FromLow252, Indicator.Gap,
        ];
        Assert.All(percentages, indicator => Assert.Null(table[indicator, 259]));
        Assert.All(Enum.GetValues<Indicator>().Except(percentages), indicator => Assert.NotNull(table[indicator, 259]));
    }

    [Fact]
    public void Without_volume_nothing_flows()
    {
        var market = new RandomMarket(Seed: 3, Length: 60, Level: 20, Swing: 0.02, Drift: 0).Bars();
        var silent = Markets.Series([.. market.Close], [.. market.High], [.. market.Low], volume: Markets.Repeat(0, 60));
        var table = IndicatorTable.Of(silent);

        Assert.Equal((50.0, 0.0, 0.0), (table[Indicator.Mfi14, 59], table[Indicator.Obv, 59], table[Indicator.DollarVolume20, 59]));
        Assert.Null(table[Indicator.VolumeRatio, 59]);
    }

    [Fact]
    public void A_market_that_only_rises_has_an_RSI_of_100_and_its_mirror_of_0()
    {
        Assert.Equal(100, Numbers.Compute(20, rsi => Rsi.Compute(Markets.Values(20, i => 1 + i), 14, rsi))[19]);
        Assert.Equal(0, Numbers.Compute(20, rsi => Rsi.Compute(Markets.Values(20, i => 100 - i), 14, rsi))[19]);
    }

    [Fact]
    public void A_close_outside_its_bar_stays_on_the_stochastic_scale()
    {
        double[] high = [10, 10], low = [5, 5], close = [12, 3];

        Assert.Equal([100, 0], Numbers.Compute(2, k => Stochastic.Compute(high, low, close, 1, 1, 1, k, new double[2])));
    }

    [Fact]
    public void A_gap_counts_into_the_true_range() =>
        Assert.Equal([double.NaN, 11], Numbers.Compute(2, range => TrueRange.Compute([10, 20], [9, 19], [9, 20], range)));

    [Fact]
    public void A_buffer_of_another_length_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Sma.Compute([1, 2, 3], 2, new double[2]));
        Assert.Throws<ArgumentException>(() => Atr.Compute([1, 2], [1], [1, 2], 1, new double[2], new double[2]));
        Assert.Throws<ArgumentException>(() => Obv.Compute([1, 2], [1, 2, 3], new double[2]));
    }

    [Fact]
    public void A_period_that_means_nothing_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sma.Compute([1, 2, 3], 0, new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rsi.Compute([1, 2, 3], -14, new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RealisedVolatility.Compute([1, 2, 3], 1, new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Macd.Compute([1, 2, 3], 26, 12, 9, new double[3], new double[3], new double[3]));
    }
}
