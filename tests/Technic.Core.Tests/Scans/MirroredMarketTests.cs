using FsCheck;
using FsCheck.Fluent;
using Technic.Core.Market;
using Technic.Core.Rating;

namespace Technic.Core.Tests.Scans;

/// <summary>
/// A mirrored market. Averages, RSI and MACD are based on price differences, so the exact mirror image reflects every price about the last
/// close: changes are negated, highs and lows exchanged, and the close, and all values in percent of it, are unchanged. Percentages of
/// other prices (the 1 % of a breakout, the 2 % of a 5-bar return) then have another base; within a twentieth of such a threshold the
/// mirror image is not exact.
/// </summary>
public sealed class MirroredMarketTests
{
    [Fact]
    public void The_mirrored_market_gets_the_opposite_score() => Markets.ForAll(Walks, market =>
    {
        ScanRow row = SymbolEvaluator.Evaluate(Markets.Symbol, market),
        mirrored = SymbolEvaluator.Evaluate(Markets.Symbol, Reflected(market));

        Assert.Equal(
            (-row.Score.Trend, -row.Score.Momentum, -row.Score.Volume, -row.Score.Oscillator),
            (mirrored.Score.Trend, mirrored.Score.Momentum, mirrored.Score.Volume, mirrored.Score.Oscillator));
        Assert.Equal((row.Score.Volatility, row.Risk), (mirrored.Score.Volatility, mirrored.Risk));
        if (IsNearPercentThreshold(row)) return;
        Assert.Equal(-row.Score.Breakout, mirrored.Score.Breakout);
        Assert.Equal(-row.Rating, mirrored.Rating);
        Assert.Equal(-(int)row.Signal, (int)mirrored.Signal);
    });

    [Fact]
    public void Most_random_markets_are_far_enough_from_a_threshold_to_be_compared_whole()
    {
        int whole = 0, all = 0;
        Markets.ForAll(Walks, market =>
        {
            all++;
            if (!IsNearPercentThreshold(SymbolEvaluator.Evaluate(Markets.Symbol, market))) whole++;
        });

        Assert.InRange(whole, all * 8 / 10, all);
    }

    /// <summary>In a clear trend the returns themselves can be negated: the rounding of bases no longer decides.</summary>
    [Theory]
    [InlineData(0.001)]
    [InlineData(0.003)]
    [InlineData(0.005)]
    public void A_clear_trend_with_its_returns_negated_gets_the_opposite_direction(double drift)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var rise = SymbolEvaluator.Evaluate(Markets.Symbol, Trend(seed, drift, sign: 1));
            var fall = SymbolEvaluator.Evaluate(Markets.Symbol, Trend(seed, drift, sign: -1));

            Assert.Equal(-rise.Score.Trend, fall.Score.Trend);
            Assert.True(rise.Rating > 0 && fall.Rating < 0, $"seed {seed}: {rise.Rating} and {fall.Rating}");
            Assert.True((int)rise.Signal >= 0 && (int)fall.Signal <= 0, $"seed {seed}: {rise.Signal} and {fall.Signal}");
        }
    }

    [Fact]
    public void A_straight_line_and_its_mirror_are_told_apart_by_more_than_rounding()
    {
        // On a straight line MACD and signal are equal; only rounding would decide which one is larger.
        var rise = SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series(Markets.Values(250, i => 100 + (i * 0.1)))).Score;
        var fall = SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series(Markets.Values(250, i => 100 + ((249 * 2 - i) * 0.1)))).Score;

        Assert.Equal((3, 2), (rise.Trend, rise.Momentum));
        Assert.Equal((-3, -2), (fall.Trend, fall.Momentum));
    }

    [Fact]
    public void A_market_that_never_moves_scores_nothing()
    {
        var score = SymbolEvaluator.Evaluate(Markets.Symbol, Markets.Series(Markets.Repeat(0.1, 260))).Score;

        Assert.Equal((0, 0, 0, 0, 0), (score.Trend, score.Momentum, score.Volume, score.Breakout, score.Oscillator));
        Assert.Equal((0.0, Signal.Neutral), (score.Rating, score.Signal));
    }

    private static BarSeries Reflected(BarSeries bars)
    {
        var twice = 2 * bars.Close[^1];
        double[] Mirror(ReadOnlySpan<double> prices) => [.. prices.ToArray().Select(price => twice - price)];
        return Markets.Series(Mirror(bars.Close), high: Mirror(bars.Low), low: Mirror(bars.High), [.. bars.Volume], Mirror(bars.Open));
    }

    private static bool IsNearPercentThreshold(ScanRow row) =>
        new[]
        {
            row.FromHigh20, row.FromLow20, row.FromHigh55, row.FromLow55,
        }.Any(distance => Math.Abs(Math.Abs(distance!.Value) - 1) < 0.05)
        || (row.Roc5 is { } week && Math.Abs(Math.Abs(week) - 2) < 0.1);

    /// <summary>Random walks between 60 and 140 dollars in 1/64 dollars, whose reflections are exact and stay above 0.</summary>
    private static Gen<BarSeries> Walks { get; } =
        from seed in Gen.Choose(0, int.MaxValue)
        from length in Gen.Choose(1, 300)
        from swing in Gen.Elements(4, 32, 128)
        from drift in Gen.Elements(-8, 0, 8)
        select Walk(new Random(seed), length, swing, drift);

    private static BarSeries Walk(Random random, int length, int swing, int drift)
    {
        const int lowest = 60 * 64, highest = 140 * 64;
        double[] open = new double[length], high = new double[length], low = new double[length], close = new double[length],
        volume = new double[length];
        var last = 100 * 64;
        for (var i = 0; i < length; i++)
        {
            var first = Math.Clamp(last + random.Next(-swing, swing + 1), lowest, highest);
            last = Math.Clamp(
                first + random.Next(-swing, swing + 1) + random.Next(Math.Min(drift, 0), Math.Max(drift, 0) + 1), lowest, highest);
            open[i] = first / 64.0;
            close[i] = last / 64.0;
            high[i] = Math.Max(open[i], close[i]) + (random.Next(swing) / 64.0);
            low[i] = Math.Min(open[i], close[i]) - (random.Next(swing) / 64.0);
            volume[i] = random.Next(5_000_000);
        }
        return Markets.Series(close, high, low, volume, open);
    }

    private static BarSeries Trend(int seed, double drift, int sign)
    {
        var random = new Random(seed);
        double[] high = new double[260], low = new double[260], close = new double[260];
        var last = 100.0;
        for (var i = 0; i < close.Length; i++)
        {
            last *= 1 + (sign * (drift + ((random.NextDouble() - 0.5) * drift)));
            close[i] = last;
            high[i] = last * (1 + (sign > 0 ? 0.002 : 0.001));
            low[i] = last * (1 - (sign > 0 ? 0.001 : 0.002));
        }
        return Markets.Series(close, high, low);
    }
}
