using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Studies;
using static Technic.Core.Tests.Studies.SmallMarket;

namespace Technic.Core.Tests.Studies;

/// <summary>Whether intervals are as wide as they say, on random markets.</summary>
public sealed class StatisticsTests
{
    private const int Symbols = 25;
    private const int Sessions = 250;
    private const int Seeds = 1_000;

    /// <summary>
    /// A random walk with a common move of all symbols. The volume is 1 at a bar of a random signal, after which the price moves by the
    /// edge
    /// in the next sessions, one per session.
    /// </summary>
    private static TradedHistory[] Market(int seed, double edge = 0, int length = 5, double probability = 0.05)
    {
        var random = new Random(seed);
        var common = Enumerable.Range(0, Sessions).Select(_ => Normal(random) * 0.01).ToArray();
        var histories = new TradedHistory[Symbols];
        for (var symbol = 0; symbol < Symbols; symbol++)
        {
            var (bars, close, since) = (new Bar[Sessions], 100.0, int.MaxValue);
            for (var i = 0; i < Sessions; i++)
            {
                var open = close;
                close *= 1 + common[i] + (Normal(random) * 0.02) + (since < length ? edge : 0);
                var isSignal = random.NextDouble() < probability;
                since = isSignal ? 0 : since == int.MaxValue ? since : since + 1;
                bars[i] = new Bar(
                    BarTime.OfDay(Day(i)), open, Math.Max(open, close), Math.Min(open, close), close, isSignal ? 1 : 0);
            }
            histories[symbol] = new TradedHistory(new Listing(Symbol.Parse($"S{(char)('A' + symbol)}")), BarSeries.FromBars(bars), []);
        }
        return histories;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    [Fact]
    public void The_interval_of_random_signals_holds_zero_in_93_to_97_percent_of_a_thousand_seeds()
    {
        int[] horizons = [1, 5, 20];
        var hits = new int[horizons.Length];
        Parallel.For(0, Seeds, seed =>
        {
            var study = Study(Where("volume = 1", horizons), Market(seed));
            for (var h = 0; h < hits.Length; h++)
            {
                var (low, high) = study.Horizons[h].Interval;
                if (low <= 0 && high >= 0) Interlocked.Increment(ref hits[h]);
            }
        });

        Assert.All(hits, count => Assert.InRange(count / (double)Seeds, 0.93, 0.97));
    }

    [Fact]
    public void A_planted_edge_is_found_and_its_size_is_in_the_interval()
    {
        const double Edge = 0.01;
        var (found, inside) = (0, 0);
        Parallel.For(0, 200, seed =>
        {
            // A signal in fifty bars, so that few signals fall into the sessions of another one.
            var study = Study(Where("volume = 1", 5), Market(seed, Edge, probability: 0.02));
            var (low, high) = study.Horizons[0].Interval;
            if (low > 0) Interlocked.Increment(ref found);
            // Five sessions of one percent, of which the universe has a part too.
            var size = (5 * Edge) - (5 * Edge * 0.02 * 5);
            if (low <= size && high >= size) Interlocked.Increment(ref inside);
        });

        Assert.InRange(found, 190, 200);
        Assert.InRange(inside, 180, 200);
    }

    [Fact]
    public void Signals_of_one_day_are_one_draw()
    {
        // A hundred equal values on each of ten days say no more than one on each of them.
        double[] draws = [0.02, -0.01, 0.03, 0.00, 0.01, -0.02, 0.04, 0.01, 0.00, 0.02];
        var once = ClusteredMean.Of(draws, [.. draws.Select(_ => 1)], overlap: 1);
        var often = ClusteredMean.Of([.. draws.Select(value => 100 * value)], [.. draws.Select(_ => 100)], overlap: 1);

        Assert.Equal(once.Mean, often.Mean, 1e-12);
        Assert.Equal(once.StandardError, often.StandardError, 1e-12);
    }

    [Fact]
    public void The_standard_error_is_that_of_equal_weighted_cosines()
    {
        double[] sums = [0.02, -0.01, 0.03, 0.00, 0.01, -0.02, 0.04, 0.01];
        int[] counts = [1, 2, 1, 0, 1, 1, 3, 1];
        var mean = sums.Sum() / 10;

        // 0.4 · 8^(2/3) = 1.6: one cosine.
        var cosine = Enumerable.Range(0, 8).Sum(t => (sums[t] - (counts[t] * mean)) * Math.Cos(Math.PI * (t + 0.5) / 8));
        var expected = Math.Sqrt(2 * cosine * cosine * 7 / 6) / 10;

        var result = ClusteredMean.Of(sums, counts, overlap: 1);
        Assert.Equal(1, result.Degrees);
        Assert.Equal(mean, result.Mean, 1e-15);
        Assert.Equal(expected, result.StandardError, 1e-15);
        // The 97.5 % quantile of Student's t with one degree of freedom.
        Assert.Equal(mean + (12.706204736174698 * expected), result.Interval.High, 1e-9);
    }

    [Fact]
    public void With_signals_on_one_day_there_is_no_interval()
    {
        var result = ClusteredMean.Of([0, 0.3, 0], [0, 3, 0], overlap: 1);

        Assert.Equal(0.1, result.Mean, 1e-12);
        Assert.Equal((0, true), (result.Degrees, double.IsNaN(result.Interval.Low)));
    }

    [Fact]
    public void The_deflated_Sharpe_ratio_falls_with_every_variant()
    {
        var random = new Random(1);
        var returns = Enumerable.Range(0, 500).Select(_ => 0.001 + (0.01 * Normal(random))).ToArray();
        var own = DeflatedSharpe.SharpeOf(returns);
        double[] others = [.. Enumerable.Range(0, 100).Select(_ => 0.05 * Normal(random))];

        var alone = DeflatedSharpe.Of(returns, [own]);
        var ten = DeflatedSharpe.Of(returns, [own, .. others.Take(9)]);
        var hundred = DeflatedSharpe.Of(returns, [own, .. others.Take(99)]);

        Assert.True(alone > ten && ten > hundred, $"{alone} {ten} {hundred}");
    }

    [Fact]
    public void The_deflated_Sharpe_ratio_of_one_variant_is_the_probabilistic_one()
    {
        // Two values of equal weight: no skewness, a kurtosis of 1.
        var returns = Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 0.03 : -0.01).ToArray();
        var sharpe = 0.01 / Math.Sqrt(0.0004 * 100 / 99);

        // Φ(SR · √99 / √(1 − 0 + 0)).
        Assert.Equal(
            MathNet.Numerics.Distributions.Normal.CDF(0, 1, sharpe * Math.Sqrt(99)), DeflatedSharpe.Of(returns, [sharpe]), 1e-12);
    }
}
