using System.Buffers;
using MathNet.Numerics.Statistics;

namespace Technic.Core.Studies;

/// <summary>Orders the symbols of each day by a formula and compares their returns.</summary>
/// <param name="outcomes">The symbols of each day with the value of the formula, NaN for none, and with what followed.</param>
/// <param name="horizons">The horizons.</param>
internal sealed class RankStudy(StudyOutcomes outcomes, IReadOnlyList<int> horizons)
{
    private const int Count = RankResult.Quantiles;

    /// <summary>A symbol of a day, with the value of the formula and its return.</summary>
    private readonly record struct Member(double Rank, double Return);

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
        var (signals, universe) = (outcomes.ByDay, outcomes.Universe.Means(horizon));
        var members = new List<Member>();
        for (var start = 0; start < signals.Count;)
        {
            var day = DayOf(signals[start]);
            var end = start;
            members.Clear();
            for (; end < signals.Count && DayOf(signals[end]) == day; end++)
            {
                var (part, index) = signals[end];
                var member = new Member(outcomes.Parts[part].Ranks[index], outcomes.Parts[part].Returns[horizon][index]);
                if (!double.IsNaN(member.Rank) && !double.IsNaN(member.Return)) members.Add(member);
            }
            start = end;
            if (members.Count < Count || day >= to) continue;
            counts[day - from] = 1;
            (ics[day - from], spreads[day - from]) = OfDay(universe[day], members, sums, numbers);
        }
        var ic = ClusteredMean.Of(ics, counts, horizons[horizon]);
        var spread = ClusteredMean.Of(spreads, counts, horizons[horizon]);
        double[] means = [.. sums.Zip(numbers, (sum, number) => sum / number)];
        return new RankHorizon(
            horizons[horizon], counts.Sum(), means, spread.Mean, spread.T, ic.Mean, ic.T,
            Correlation.Spearman(Enumerable.Range(0, Count).Select(i => (double)i), means));
    }

    private int DayOf(SignalPlace place) => outcomes.Parts[place.Part].Days[place.Index];

    /// <summary>The rank correlation and the spread of a day.</summary>
    private static (double Ic, double Spread) OfDay(double universe, List<Member> members, double[] sums, int[] numbers)
    {
        var n = members.Count;
        var (x, y) = (ArrayPool<double>.Shared.Rent(n), ArrayPool<double>.Shared.Rent(n));
        for (var i = 0; i < n; i++) (x[i], y[i]) = (members[i].Rank, members[i].Return);
        var ranks = RanksOf(x.AsSpan(0, n));
        var returns = RanksOf(y.AsSpan(0, n));
        ArrayPool<double>.Shared.Return(x);
        ArrayPool<double>.Shared.Return(y);
        Span<double> sumOfDay = stackalloc double[Count];
        Span<int> numberOfDay = stackalloc int[Count];
        for (var i = 0; i < n; i++)
        {
            var quantile = Math.Min(Count - 1, (int)(Count * (ranks[i] - 0.5) / n));
            var excess = members[i].Return - universe;
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
