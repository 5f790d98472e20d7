using Technic.Core.Rating;
using Technic.Indicators;

namespace Technic.Core.Tests.Indicators;

/// <summary>No drift and no cancellation, regardless of the length of the series and the level of prices.</summary>
public sealed class LongSeriesTests
{
    private const int Bars = 50_000;

    /// <summary>A price near a billion that moves by cents: the worst case for sums of squares.</summary>
    private static readonly double[] Close = Markets.Values(
        Bars, i => 1e9 - 500 + (Math.Floor(Math.Abs(Math.Sin(i * 12.9898)) * 10_000) / 64));

    [Fact]
    public void Windows_agree_with_exact_arithmetic_at_the_end_of_50_000_bars()
    {
        var last20 = Close[^20..].Select(x => (decimal)x).ToArray();
        var mean = last20.Average();
        var deviation = Math.Sqrt((double)last20.Average(x => (x - mean) * (x - mean)));
        double[] upper = new double[Bars], lower = new double[Bars], percentB = new double[Bars], width = new double[Bars];

        BollingerBands.Compute(Close, 20, 2, upper, lower, percentB, width);

        Numbers.AssertClose((double)mean, Numbers.Compute(Bars, sma => Sma.Compute(Close, 20, sma))[^1], 1e-15, "SMA 20");
        Numbers.AssertClose(4 * deviation / (double)mean, width[^1], 1e-9, "width");
        Assert.Equal((double)(((last20[^1] - mean) / (4 * (decimal)deviation)) + 0.5m), percentB[^1], tolerance: 1e-9);
    }

    [Fact]
    public void Recursive_averages_forget_how_long_ago_they_began()
    {
        const int recent = 2_000;
        var whole = IndicatorTable.Of(Markets.Series(Close));
        var end = IndicatorTable.Of(Markets.Series(Close[^recent..]));

        Indicator[] some = [Indicator.Ema12, Indicator.Ema26, Indicator.Rsi14, Indicator.Atr14, Indicator.Adx14, Indicator.PlusDi14];
        foreach (var indicator in some)
            Numbers.AssertClose(end[indicator, recent - 1]!.Value, whole[indicator, Bars - 1]!.Value, 1e-9, indicator.ToString());
    }

    [Fact]
    public void An_exponential_average_agrees_with_exact_arithmetic_after_50_000_bars()
    {
        var exact = Close[..12].Select(x => (decimal)x).Average();
        foreach (var value in Close[12..]) exact += 2m / 13 * ((decimal)value - exact);

        Numbers.AssertClose((double)exact, Numbers.Compute(Bars, ema => Ema.Compute(Close, 12, ema))[^1], 1e-14, "EMA 12");
    }
}
