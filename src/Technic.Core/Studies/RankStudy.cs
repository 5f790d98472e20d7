using System.Buffers;
using MathNet.Numerics.Statistics;

namespace Technic.Core.Studies;

/// <summary>Orders the symbols of each day by a formula and compares their returns.</summary>
/// <param name="outcomes">The symbols of each day, with what followed.</param>
/// <param name="values">The formula of each of them; NaN for none.</param>
/// <param name="horizons">The horizons.</param>
internal sealed class RankStudy(StudyOutcomes outcomes, double[] values, IReadOnlyList<int> horizons)
{
    private const int Count = RankResult.Quantiles;

    /// <summary>Computes all horizons.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="span">The days: the first, and the one after the last.</param>
    /// <param name="days">The number of days of the data.</param>
    /// <param name="cancellationToken">Cancels the computation.</param>
    public RankResult Of(string formula, (int From, int To) span, int days, CancellationToken cancellationToken)
    {
        var results = new RankHorizon[horizons.Count];
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, results.Length, options, h => results[h] = Of(h, span.From, Math.Min(span.To, days - horizons[h])));
        return new RankResult { Formula = formula, Horizons = results };
    }

    private RankHorizon Of(int horizon, int from, int to)
    {
        var length = Math.Max(0, to - from);
        var (ics, spreads, counts) = (new double[length], new double[length], new int[length]);
        var (sums, numbers) = (new double[Count], new int[Count]);
        var signals = outcomes.Signals;
        var members = new List<int>();
        for (var start = 0; start < signals.Length;)
        {
            var day = signals[start].Day;
            var end = start;
            members.Clear();
            for (; end < signals.Length && signals[end].Day == day; end++)
            {
                if (!double.IsNaN(values[end]) && !double.IsNaN(outcomes.Return(horizon, end).Value)) members.Add(end);
            }
            start = end;
            if (members.Count < Count || day >= to) continue;
            counts[day - from] = 1;
            (ics[day - from], spreads[day - from]) = OfDay(horizon, members, sums, numbers);
        }
        var ic = ClusteredMean.Of(ics, counts, horizons[horizon]);
        var spread = ClusteredMean.Of(spreads, counts, horizons[horizon]);
        double[] means = [.. sums.Zip(numbers, (sum, number) => sum / number)];
        return new RankHorizon(
            horizons[horizon], counts.Sum(), means, spread.Mean, spread.T, ic.Mean, ic.T,
            Correlation.Spearman(Enumerable.Range(0, Count).Select(i => (double)i), means));
    }

    /// <summary>The rank correlation and the spread of a day.</summary>
    private (double Ic, double Spread) OfDay(int horizon, List<int> members, double[] sums, int[] numbers)
    {
        var n = members.Count;
        var (x, y) = (ArrayPool<double>.Shared.Rent(n), ArrayPool<double>.Shared.Rent(n));
        for (var i = 0; i < n; i++) (x[i], y[i]) = (values[members[i]], outcomes.Return(horizon, members[i]).Value);
        var ranks = RanksOf(x.AsSpan(0, n));
        var returns = RanksOf(y.AsSpan(0, n));
        ArrayPool<double>.Shared.Return(x);
        ArrayPool<double>.Shared.Return(y);
        Span<double> sumOfDay = stackalloc double[Count];
        Span<int> numberOfDay = stackalloc int[Count];
        for (var i = 0; i < n; i++)
        {
            var quantile = Math.Min(Count - 1, (int)(Count * (ranks[i] - 0.5) / n));
            var excess = outcomes.Excess(horizon, members[i]);
            sums[quantile] += excess;
            numbers[quantile]++;
            sumOfDay[quantile] += excess;
            numberOfDay[quantile]++;
        }
        var spread = (sumOfDay[^1] / numberOfDay[^1]) - (sumOfDay[0] / numberOfDay[0]);
        var ic = Correlation.Pearson(ranks, returns);
        return (double.IsNaN(ic) ? 0 : ic, double.IsNaN(spread) ? 0 : spread);
    }

    /// <summary>The ranks from 1; equal values have the mean of their places.</summary>
    private static double[] RanksOf(ReadOnlySpan<double> values)
    {
        var (sorted, places) = (values.ToArray(), new int[values.Length]);
        for (var i = 0; i < places.Length; i++) places[i] = i;
        Array.Sort(sorted, places);
        var ranks = new double[values.Length];
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start]) end++;
            for (var i = start; i < end; i++) ranks[places[i]] = (start + end + 1) / 2.0;
            start = end;
        }
        return ranks;
    }
}
