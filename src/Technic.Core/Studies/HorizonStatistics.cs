using MathNet.Numerics.Statistics;

namespace Technic.Core.Studies;

/// <summary>Summarizes what followed some signals.</summary>
/// <param name="outcomes">All signals.</param>
/// <param name="horizons">The horizons.</param>
/// <param name="costs">The costs of a purchase or a sale, as a fraction of its value.</param>
internal sealed class HorizonStatistics(StudyOutcomes outcomes, IReadOnlyList<int> horizons, double costs)
{
    /// <summary>Summarizes all horizons.</summary>
    /// <param name="signals">The indexes of the signals, in their order.</param>
    /// <param name="from">The first day that a signal could have.</param>
    /// <param name="to">The day after the last one.</param>
    /// <param name="days">The number of days of the data.</param>
    public IReadOnlyList<HorizonResult> Of(ReadOnlySpan<int> signals, int from, int to, int days)
    {
        var results = new HorizonResult[horizons.Count];
        for (var h = 0; h < results.Length; h++) results[h] = Of(h, signals, from, Math.Min(to, days - horizons[h]));
        return results;
    }

    private HorizonResult Of(int horizon, ReadOnlySpan<int> signals, int from, int to)
    {
        var length = Math.Max(0, to - from);
        var (sums, counts, afterSpread) = (new double[length], new int[length], 0.0);
        var (values, number, best, worst) = (new double[signals.Length], 0, double.NegativeInfinity, double.PositiveInfinity);
        var (sum, adverse, favorable, gains, losses) = (0.0, 0.0, 0.0, 0.0, 0.0);
        var (positive, ahead, stopped) = (0, 0, 0);
        foreach (var signal in signals)
        {
            ref readonly var followed = ref outcomes.Return(horizon, signal);
            if (double.IsNaN(followed.Value)) continue;
            var excess = outcomes.Excess(horizon, signal);
            values[number++] = followed.Value;
            (best, worst) = (Math.Max(best, followed.Value), Math.Min(worst, followed.Value));
            sum += followed.Value;
            if (outcomes.HalfSpreads.Length > 0) afterSpread += AfterCosts(followed.Value, costs + outcomes.HalfSpreads[signal]);
            adverse += followed.Adverse;
            favorable += followed.Favorable;
            if (followed.Value > 0) (positive, gains) = (positive + 1, gains + followed.Value);
            else losses -= followed.Value;
            if (excess > 0) ahead++;
            if (followed.IsStopped) stopped++;
            sums[outcomes.Signals[signal].Day - from] += excess;
            counts[outcomes.Signals[signal].Day - from]++;
        }
        var excessMean = ClusteredMean.Of(sums, counts, horizons[horizon]);
        var spy = outcomes.HasBenchmark ? AgainstSpy(horizon, signals, from, length) : default(ClusteredMean?);
        var count = (double)number;
        var mean = sum / count;
        return new HorizonResult
        {
            Sessions = horizons[horizon],
            Signals = number,
            Days = counts.Count(ofDay => ofDay > 0),
            Mean = mean,
            MeanAfterCosts = AfterCosts(mean, costs),
            MeanAfterSpread = outcomes.HalfSpreads.Length > 0 ? afterSpread / count : double.NaN,
            Median = ArrayStatistics.MedianInplace(values[..number]),
            Positive = positive / count,
            ExcessMean = excessMean.Mean,
            ExcessPositive = ahead / count,
            StandardError = excessMean.StandardError,
            Interval = excessMean.Interval,
            SpyExcessMean = spy?.Mean ?? double.NaN,
            SpyInterval = spy?.Interval ?? (double.NaN, double.NaN),
            Adverse = adverse / count,
            Favorable = favorable / count,
            Best = number == 0 ? double.NaN : best,
            Worst = number == 0 ? double.NaN : worst,
            ProfitFactor = gains / losses,
            Stopped = stopped,
        };
    }

    /// <summary>An interval by drawing the days again, for each horizon (<see cref="DayBootstrap"/>).</summary>
    /// <param name="signals">The indexes of the signals.</param>
    /// <param name="from">The first day that a signal could have.</param>
    /// <param name="to">The day after the last one.</param>
    /// <param name="days">The number of days of the data.</param>
    public IReadOnlyList<(double Low, double High)> Bootstrap(int[] signals, int from, int to, int days)
    {
        var results = new (double Low, double High)[horizons.Count];
        var options = new ParallelOptions { TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, results.Length, options, h =>
        {
            var (sums, counts) = ByDay(signals, from, Math.Max(0, Math.Min(to, days - horizons[h]) - from), i => outcomes.Excess(h, i));
            results[h] = DayBootstrap.Of(sums, counts, horizons[h]);
        });
        return results;
    }

    /// <summary>The distribution of the returns of each horizon.</summary>
    public IReadOnlyList<ReturnDistribution> Distributions() =>
    [
        .. Enumerable.Range(0, horizons.Count).AsParallel().AsOrdered().Select(h => ReturnDistribution.Of(
            [.. outcomes.ReturnsOf(h).Where(value => !double.IsNaN(value))])),
    ];

    /// <summary>A return after what a purchase and a sale cost, as a fraction of their value.</summary>
    public static double AfterCosts(double value, double costs) => ((1 + value) * (1 - costs) / (1 + costs)) - 1;

    private ClusteredMean AgainstSpy(int horizon, ReadOnlySpan<int> signals, int from, int length)
    {
        var (sums, counts) = ByDay(signals, from, length, i => outcomes.AgainstSpy(horizon, i));
        return ClusteredMean.Of(sums, counts, horizons[horizon]);
    }

    /// <summary>The sum and the number of values of signals by day; NaN counts as none.</summary>
    private (double[] Sums, int[] Counts) ByDay(ReadOnlySpan<int> signals, int from, int length, Func<int, double> value)
    {
        var (sums, counts) = (new double[length], new int[length]);
        foreach (var signal in signals)
        {
            if (value(signal) is var number && double.IsNaN(number)) continue;
            sums[outcomes.Signals[signal].Day - from] += number;
            counts[outcomes.Signals[signal].Day - from]++;
        }
        return (sums, counts);
    }
}
