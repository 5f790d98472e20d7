using Technic.Indicators;

namespace Technic.Core.Tests.Indicators;

/// <summary>Short series with published results, or results that can be calculated by hand.</summary>
public sealed class PublishedExampleTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Rsi_has_the_values_of_the_StockCharts_example()
    {
        // StockCharts ChartSchool, "Relative Strength Index (RSI)", spreadsheet cs-rsi: QQQQ from 2009-12-14.
        double[] close =
        [
            44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931, 46.0328, 45.6140, 46.2820,
            46.2820,
            46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521, 45.7137, 46.4515, 45.7835, 45.3548, 44.0288, 44.1783, 44.2181,
            44.5672,
            43.4205, 42.6628, 43.1314,
        ];
        double[] published =
        [
            70.53, 66.32, 66.55, 69.41, 66.36, 57.97, 62.93, 63.26, 56.06, 62.38, 54.71, 50.42, 39.99, 41.46, 41.87, 45.46, 37.30, 33.08,
            37.77,
        ];

        var rsi = Numbers.Compute(close.Length, output => Rsi.Compute(close, 14, output));

        Assert.All(rsi[..14], value => Assert.True(double.IsNaN(value)));
        Assert.Equal(published, rsi[14..].Select(value => Math.Round(value, 2)));
    }

    [Fact]
    public void Bollinger_bands_stand_two_population_deviations_from_the_mean()
    {
        // The textbook population with mean 5 and standard deviation 2.
        double[] values = [2, 4, 4, 4, 5, 5, 7, 9];
        double[] upper = new double[8], lower = new double[8], percentB = new double[8], width = new double[8];

        BollingerBands.Compute(values, 8, 2, upper, lower, percentB, width);

        Assert.True(double.IsNaN(upper[6]));
        Assert.Equal((9.0, 1.0, 1.0, 1.6), (upper[7], lower[7], percentB[7], width[7]));
    }

    [Fact]
    public void Simple_and_exponential_average_start_alike()
    {
        double[] values = [1, 2, 3, 4, 8];

        // EMA 3: seed (1 + 2 + 3) ÷ 3 = 2, then half of the way to each value: 3, 5.5.
        Assert.Equal([double.NaN, double.NaN, 2, 3, 5.5], Numbers.Compute(5, ema => Ema.Compute(values, 3, ema)));
        Assert.Equal([double.NaN, double.NaN, 2, 3, 5], Numbers.Compute(5, sma => Sma.Compute(values, 3, sma)));
    }

    [Fact]
    public void Macd_is_followed_by_hand()
    {
        double[] values = [2, 4, 9, 6, 0];
        double[] macd = new double[5], signal = new double[5], histogram = new double[5];

        Macd.Compute(values, 1, 3, 2, macd, signal, histogram);

        // EMA 1 is the value; EMA 3: 5, 5.5, 2.75; MACD: 4, 0.5, −2.75; signal of 2: mean 2.25, then ⅔ of the way to −2.75.
        Assert.Equal([double.NaN, double.NaN, 4, 0.5, -2.75], macd);
        Assert.Equal([double.NaN, double.NaN, double.NaN, 2.25], signal[..4]);
        Numbers.AssertClose(2.25 - (5.0 * 2 / 3), signal[4], Tolerance, "signal");
        Numbers.AssertClose(-2.75 - 2.25 + (5.0 * 2 / 3), histogram[4], Tolerance, "histogram");
    }

    [Fact]
    public void Atr_counts_gaps()
    {
        double[] high = [11, 12, 16, 15], low = [9, 10, 15, 11], close = [10, 12, 15, 12];
        double[] atr = new double[4], percent = new double[4];

        Atr.Compute(high, low, close, 2, atr, percent);

        // True ranges: 2; 4 (the gap from 12 to 16); 4. ATR 2: mean 3, then halfway to 4.
        Assert.Equal([double.NaN, double.NaN, 3, 3.5], atr);
        Assert.Equal([double.NaN, double.NaN, 20], percent[..3]);
        Numbers.AssertClose(100 * 3.5 / 12, percent[3], Tolerance, "ATR%");
    }

    [Fact]
    public void Adx_is_followed_by_hand()
    {
        double[] high = [10, 12, 13, 12, 15], low = [8, 9, 11, 8, 11], close = [9, 11, 12, 9, 14];
        double[] adx = new double[5], plus = new double[5], minus = new double[5];

        Adx.Compute(high, low, close, 2, adx, plus, minus);

        // +DM 2, 1, 0, 3; −DM 0, 0, 3, 0; true range 3, 2, 4, 6. Wilder's averages of 2:
        // +DM 1.5, 0.75, 1.875; −DM 0, 1.5, 0.75; range 2.5, 3.25, 4.625. DX 100, 100 ÷ 3, 100 · 1.125 ÷ 2.625.
        Numbers.AssertClose(60, plus[2], Tolerance, "+DI");
        Assert.Equal(0, minus[2]);
        Numbers.AssertClose(100 * 0.75 / 3.25, plus[3], Tolerance, "+DI");
        Numbers.AssertClose(100 * 1.5 / 3.25, minus[3], Tolerance, "−DI");
        Assert.True(double.IsNaN(adx[2]));
        Numbers.AssertClose((100 + (100.0 / 3)) / 2, adx[3], Tolerance, "ADX");
        Numbers.AssertClose((adx[3] + (100 * 1.125 / 2.625)) / 2, adx[4], Tolerance, "ADX");
    }

    [Fact]
    public void Stochastic_is_followed_by_hand()
    {
        double[] high = [10, 12, 14, 13, 11], low = [6, 8, 10, 9, 7], close = [8, 11, 14, 10, 7];
        double[] k = new double[5], d = new double[5];

        Stochastic.Compute(high, low, close, 2, 2, 2, k, d);

        // Raw %K of 2 bars: 5 ÷ 6, 6 ÷ 6, 1 ÷ 5, 0 ÷ 6.
        Assert.All(k[..2], value => Assert.True(double.IsNaN(value)));
        Numbers.AssertClose(100 * ((5.0 / 6) + 1) / 2, k[2], Tolerance, "%K");
        Numbers.AssertClose(60, k[3], Tolerance, "%K");
        Numbers.AssertClose(10, k[4], Tolerance, "%K");
        Assert.True(double.IsNaN(d[2]));
        Numbers.AssertClose((k[2] + 60) / 2, d[3], Tolerance, "%D");
        Numbers.AssertClose(35, d[4], Tolerance, "%D");
    }

    [Fact]
    public void Money_flow_weighs_rising_against_falling_typical_prices()
    {
        double[] price = [10, 12, 11, 11, 20], volume = [99, 5, 10, 7, 2];

        var mfi = Numbers.Compute(5, output => Mfi.Compute(price, price, price, volume, 3, output));

        // Flows: +60, −110, 0 (unchanged), +40.
        Assert.All(mfi[..3], value => Assert.True(double.IsNaN(value)));
        Numbers.AssertClose(100 * 60.0 / 170, mfi[3], Tolerance, "MFI");
        Numbers.AssertClose(100 * 40.0 / 150, mfi[4], Tolerance, "MFI");
    }

    [Fact]
    public void On_balance_volume_adds_on_rises_and_subtracts_on_falls() =>
        Assert.Equal([0, 8, 8, 2, 4], Numbers.Compute(5, obv => Obv.Compute([10, 11, 11, 9, 10], [5, 8, 7, 6, 2], obv)));

    [Fact]
    public void Rate_of_change_is_in_percent() =>
        Assert.Equal([double.NaN, double.NaN, 50, -25], Numbers.Compute(4, roc => RateOfChange.Compute([4, 8, 6, 6], 2, roc)));

    [Fact]
    public void Realised_volatility_is_the_sample_deviation_a_year()
    {
        // Returns +10 % and −10 %: mean 0, sample variance 0.02.
        var volatility = Numbers.Compute(3, output => RealisedVolatility.Compute([100, 110, 99], 2, output));

        Assert.All(volatility[..2], value => Assert.True(double.IsNaN(value)));
        Numbers.AssertClose(Math.Sqrt(0.02 * 252), volatility[2], Tolerance, "volatility");
    }

    [Fact]
    public void Extremes_look_back_on_all_bars_there_are()
    {
        double[] high = [20, 10, 8, 9], low = [10, 5, 4, 6], close = [16, 8, 5, 8], fromHigh = new double[4], fromLow = new double[4];

        Extremes.Compute(high, low, close, 3, fromHigh, fromLow);

        Assert.Equal([-20, -60, -75, -20], fromHigh);
        Assert.Equal([60, 60, 25, 100], fromLow);
        Assert.Equal((2, 3), (Extremes.BarsUsed(3, 2), Extremes.BarsUsed(3, 4)));
    }

    [Fact]
    public void Dollar_volume_is_the_mean_of_close_times_volume() =>
        Assert.Equal([double.NaN, 250, 350], Numbers.Compute(3, mean => DollarVolume.Compute([10, 20, 5], [10, 20, 60], 2, mean)));

    [Fact]
    public void Volume_ratio_compares_with_the_bars_before() =>
        Assert.Equal([double.NaN, double.NaN, 3, 0], Numbers.Compute(4, ratio => VolumeRatio.Compute([1, 3, 6, 0], 2, ratio)));

    [Fact]
    public void A_gap_is_the_open_against_the_close_before() =>
        Assert.Equal([double.NaN, 25, -50], Numbers.Compute(3, gap => Gap.Compute([7, 10, 6], [8, 12, 6], gap)));
}
