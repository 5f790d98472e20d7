using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Benchmarks;

/// <summary>Daily random walks, the same in every run: 2 % swings, ranges and volumes like those of a mid-sized stock.</summary>
internal static class SampleMarket
{
    public static PriceHistory History(int bars, int seed = 42)
    {
        var key = new PriceHistoryKey(Symbol.Parse("TEST"), Math.Max(1, bars * 7 / 5), Frequency.Daily);
        return new PriceHistory(key, Bars(bars, seed), new DateTimeOffset(2026, 1, 2, 21, 0, 0, TimeSpan.Zero), "sample");
    }

    public static BarSeries Bars(int bars, int seed = 42)
    {
        var random = new Random(seed);
        var times = new int[bars];
        var values = new double[bars * BarSeries.ValueColumns];
        var last = 50.0;
        for (var i = 0; i < bars; i++)
        {
            var open = last * (1 + ((random.NextDouble() - 0.5) * 0.01));
            last = open * (1.0005 + ((random.NextDouble() - 0.5) * 0.04));
            times[i] = BarTime.OfDay(new DateOnly(1900, 1, 1).AddDays(i)).Minutes;
            values[i] = open;
            values[bars + i] = Math.Max(open, last) * (1 + (random.NextDouble() * 0.01));
            values[(2 * bars) + i] = Math.Min(open, last) * (1 - (random.NextDouble() * 0.01));
            values[(3 * bars) + i] = last;
            values[(4 * bars) + i] = random.Next(100_000, 5_000_000);
        }
        return BarSeries.FromColumns(times, values);
    }
}
