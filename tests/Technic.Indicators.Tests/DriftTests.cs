using Xunit;

namespace Technic.Indicators.Tests;

/// <summary>
/// Rolling sums over 5 million bars beside the same windows summed alone. The bars trend, jump by a factor of a million and back, and end
/// with small values, so that a plain running sum loses most digits.
/// </summary>
public sealed class DriftTests
{
    private const int Length = 5_000_000;

    private static readonly Lazy<double[]> Series = new(() =>
    {
        var random = new Random(17);
        var values = new double[Length];
        var level = 100.0;
        for (var i = 0; i < Length; i++)
        {
            level *= 1 + (0.001 * (random.NextDouble() - 0.5));
            values[i] = i % 100_003 == 0 ? level * 1e6 : i < Length - 1_000 ? level : level / 1_000;
        }
        return values;
    });

    [Theory]
    [InlineData("sma(20)", 1e-15)]
    [InlineData("sma(200)", 1e-15)]
    [InlineData("sum(50)", 1e-15)]
    [InlineData("wma(14)", 1e-14)]
    [InlineData("stdev(20)", 1e-12)]
    [InlineData("slope(14)", 1e-9)]
    [InlineData("epma(10)", 1e-13)]
    [InlineData("linreg(14).r2", 1e-9)]
    [InlineData("median(9)", 0)]
    [InlineData("highest(55)", 0)]
    public void A_window_at_the_end_of_five_million_bars_has_the_value_of_the_window_alone(string text, double relative)
    {
        var call = Call.Parse(text);
        var series = Series.Value;
        var empty = new Market([], [], [], [], [], []);
        var values = call.Evaluate(empty, series, series);
        var lookback = call.Function.FirstIndex(call.Parameters, call.Output);

        for (var end = Length; end > Length - 500; end--)
        {
            var alone = call.Evaluate(empty, series[(end - lookback - 1)..end], series[(end - lookback - 1)..end])[^1];
            // A slope or an r2 near 0 has the error of the values that cancel.
            var scale = text is "linreg(14).r2" ? 1 : text is "slope(14)" ? 1e-4 : 0;
            var value = values[end - 1];
            Assert.True(Numbers.AreClose(alone, value, relative, scale), $"{text} at {end - 1}: {value:R}, alone {alone:R}");
        }
    }
}
