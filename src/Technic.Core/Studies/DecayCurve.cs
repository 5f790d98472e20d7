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
/// <param name="scope">The days.</param>
internal sealed class DecayCurve(StudyScope scope)
{
    private readonly int _sessions = scope.Requests[0].Horizons[^1];

    // A row for each day that a signal can have: the sum of the moves in each session after it, and their number.
    private readonly double[] _sums = new double[(scope.Span.To - scope.Span.From) * scope.Requests[0].Horizons[^1]];
    private readonly int[] _counts = new int[(scope.Span.To - scope.Span.From) * scope.Requests[0].Horizons[^1]];

    /// <summary>Adds the moves of the next partition.</summary>
    public void Add(DecaySums partition)
    {
        for (var row = 0; row < partition.Days.Length; row++)
        {
            var first = (partition.Days[row] - scope.Span.From) * _sessions;
            PriceReturns.Add(partition.SumsOf(row), _sums.AsSpan(first, _sessions));
            var changes = partition.ChangesOf(row);
            for (var (session, count) = (0, 0); session < _sessions; session++) _counts[first + session] += count += changes[session];
        }
    }

    /// <summary>The points of the curve.</summary>
    /// <param name="universe">The moves of the universe.</param>
    public IReadOnlyList<DecayPoint> Points(UniverseReturns universe)
    {
        var means = new (ClusteredMean Mean, int Signals)[_sessions];
        var options = new ParallelOptions { TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, means.Length, options, i => means[i] = In(i + 1, universe));
        var (points, cumulative) = (new DecayPoint[means.Length], 0.0);
        for (var i = 0; i < points.Length; i++)
        {
            var (mean, count) = means[i];
            if (!double.IsNaN(mean.Mean)) cumulative += mean.Mean;
            points[i] = new DecayPoint(i + 1, count, mean.Mean, cumulative, mean.Interval);
        }
        return points;
    }

    /// <summary>The mean excess in one session after the signals.</summary>
    private (ClusteredMean Mean, int Signals) In(int session, UniverseReturns universe)
    {
        var days = scope.Market.Days.Count;
        var (excess, counts, total) = (new double[days], new int[days], 0);
        var isAtOpen = session == 1 && scope.Requests[0].Entry == StudyEntry.NextOpen;
        for (var day = scope.Span.From + session; day < Math.Min(days, scope.Span.To + session); day++)
        {
            var place = ((day - session - scope.Span.From) * _sessions) + session - 1;
            var move = isAtOpen ? universe.FromOpen(day) : universe.FromClose(day);
            counts[day] = _counts[place];
            excess[day] = counts[day] == 0 ? 0 : _sums[place] - (counts[day] * move);
            total += counts[day];
        }
        return (ClusteredMean.Of(excess, counts, overlap: 1), total);
    }
}
