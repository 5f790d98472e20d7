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
        var (sums, counts) = (new double[length], new int[length]);
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
        var count = (double)number;
        var mean = sum / count;
        return new HorizonResult
        {
            Sessions = horizons[horizon],
            Signals = number,
            Days = counts.Count(ofDay => ofDay > 0),
            Mean = mean,
            MeanAfterCosts = ((1 + mean) * (1 - costs) / (1 + costs)) - 1,
            Median = ArrayStatistics.MedianInplace(values[..number]),
            Positive = positive / count,
            ExcessMean = excessMean.Mean,
            ExcessPositive = ahead / count,
            StandardError = excessMean.StandardError,
            Interval = excessMean.Interval,
            Adverse = adverse / count,
            Favorable = favorable / count,
            Best = number == 0 ? double.NaN : best,
            Worst = number == 0 ? double.NaN : worst,
            ProfitFactor = gains / losses,
            Stopped = stopped,
        };
    }
}
