using Technic.Core.Studies.Partitions;

namespace Technic.Core.Studies;

/// <summary>The excess of the signals in one session after their day.</summary>
/// <param name="Session">The session after the day of the signal, from 1.</param>
/// <param name="Signals">The signals that were held in it.</param>
/// <param name="Excess">The mean move in that session minus that of the universe, as a fraction.</param>
/// <param name="Cumulative">The sum of the excess up to this session.</param>
/// <param name="Interval">The 95 % confidence interval of <paramref name="Excess"/>.</param>
public sealed record DecayPoint(int Session, int Signals, double Excess, double Cumulative, (double Low, double High) Interval);

/// <summary>The decay curve: how the excess is spread over the sessions after a signal.</summary>
/// <param name="sums">The moves after the signals.</param>
/// <param name="scope">The days.</param>
/// <param name="universe">The moves of the universe.</param>
internal sealed class DecayCurve(DecaySums sums, StudyScope scope, UniverseReturns universe)
{
    private readonly bool _atOpen = scope.Requests[0].Entry == StudyEntry.NextOpen;
    private readonly int[] _counts = CountsOf(sums);

    /// <summary>The points of the curve.</summary>
    public IReadOnlyList<DecayPoint> Points()
    {
        var means = new (ClusteredMean Mean, int Signals)[sums.Sessions];
        Parallel.For(0, means.Length, new ParallelOptions { TaskScheduler = TaskScheduler.Default }, i => means[i] = In(i + 1));
        var (points, cumulative) = (new DecayPoint[means.Length], 0.0);
        for (var i = 0; i < points.Length; i++)
        {
            var (mean, count) = means[i];
            if (!double.IsNaN(mean.Mean)) cumulative += mean.Mean;
            points[i] = new DecayPoint(i + 1, count, mean.Mean, cumulative, mean.Interval);
        }
        return points;
    }

    /// <summary>The number of moves of each row and session.</summary>
    private static int[] CountsOf(DecaySums sums)
    {
        var counts = new int[sums.Sums.Length];
        for (int row = 0, next = 0; next < counts.Length; row++)
        {
            var changes = sums.Changes.AsSpan(row * (sums.Sessions + 1), sums.Sessions);
            for (var (session, count) = (0, 0); session < changes.Length; session++) counts[next++] = count += changes[session];
        }
        return counts;
    }

    /// <summary>The mean excess in one session after the signals.</summary>
    private (ClusteredMean Mean, int Signals) In(int session)
    {
        var days = scope.Market.Days.Count;
        var (excess, counts, total) = (new double[days], new int[days], 0);
        for (var day = scope.Span.From + session; day < Math.Min(days, scope.Span.To + session); day++)
        {
            var place = ((day - session - scope.Span.From) * sums.Sessions) + session - 1;
            var move = _atOpen && session == 1 ? universe.FromOpen(day) : universe.FromClose(day);
            counts[day] = _counts[place];
            excess[day] = counts[day] == 0 ? 0 : sums.Sums[place] - (counts[day] * move);
            total += counts[day];
        }
        return (ClusteredMean.Of(excess, counts, overlap: 1), total);
    }
}
