using FsCheck;
using FsCheck.Fluent;
using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Tests;

/// <summary>Series for tests, and random ones that are the same in every run.</summary>
internal static class Markets
{
    private static readonly DateOnly FirstDay = new(2001, 1, 2);

    public static Symbol Symbol { get; } = Symbol.Parse("TEST");

    /// <summary>A series of daily bars from columns of one length; missing highs and lows are the closes.</summary>
    public static BarSeries Series(
        double[] close, double[]? high = null, double[]? low = null, double[]? volume = null, double[]? open = null)
    {
        var n = close.Length;
        var times = Enumerable.Range(0, n).Select(i => BarTime.OfDay(FirstDay.AddDays(i)).Minutes).ToArray();
        return BarSeries.FromColumns(
            times, [.. open ?? close, .. high ?? close, .. low ?? close, .. close, .. volume ?? Repeat(1_000_000, n)]);
    }

    public static double[] Repeat(double value, int count) => [.. Enumerable.Repeat(value, count)];

    /// <summary>n values of an index.</summary>
    public static double[] Values(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];

    public static PriceHistory History(BarSeries bars) =>
        new(new PriceHistoryKey(Symbol, 150, Frequency.Daily), bars, new DateTimeOffset(2026, 1, 2, 21, 0, 0, TimeSpan.Zero), "test");

    /// <summary>
    /// Random markets of 1 to 300 bars: low and high volatility, drift in both directions, with gaps, halted days and days without volume.
    /// </summary>
    public static Gen<RandomMarket> Any { get; } =
        from seed in Gen.Choose(0, int.MaxValue)
        from length in Gen.Choose(1, 300)
        from level in Gen.Elements(0.01, 1.0, 37.25, 4_000.0, 1e8)
        from swing in Gen.Elements(0.0, 0.002, 0.02, 0.1)
        from drift in Gen.Elements(-0.01, 0.0, 0.01)
        select new RandomMarket(seed, length, level, swing, drift);

    /// <summary>Checks a property on 500 cases that are the same in every run.</summary>
    public static void ForAll<T>(Gen<T> cases, Action<T> property) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(new Replay(new Rnd(20_210_421), null)),
        Prop.ForAll(cases.ToArbitrary(), property));
}

/// <summary>A market that its parameters define completely.</summary>
internal sealed record RandomMarket(int Seed, int Length, double Level, double Swing, double Drift)
{
    public BarSeries Bars()
    {
        var random = new Random(Seed);
        double[] open = new double[Length], high = new double[Length], low = new double[Length], close = new double[Length],
        volume = new double[Length];
        var last = Level;
        for (var i = 0; i < Length; i++)
        {
            var isHalted = random.NextDouble() < 0.05;
            var gap = random.NextDouble() < 0.1 ? (random.NextDouble() - 0.5) * 4 * Swing : 0;
            open[i] = isHalted ? last : last * (1 + gap);
            close[i] = isHalted ? last : open[i] * (1 + Drift + ((random.NextDouble() - 0.5) * 2 * Swing));
            high[i] = Math.Max(open[i], close[i]) * (isHalted ? 1 : 1 + (random.NextDouble() * Swing / 2));
            low[i] = Math.Min(open[i], close[i]) * (isHalted ? 1 : 1 - (random.NextDouble() * Swing / 2));
            volume[i] = isHalted || random.NextDouble() < 0.05 ? 0 : Math.Floor(random.NextDouble() * 5e6);
            last = close[i];
        }
        return Markets.Series(close, high, low, volume, open);
    }
}
