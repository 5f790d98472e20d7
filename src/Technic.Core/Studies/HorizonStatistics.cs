using MathNet.Numerics.Statistics;
using Technic.Core.Studies.Partitions;

namespace Technic.Core.Studies;

/// <summary>What followed all signals over one horizon.</summary>
/// <param name="Result">The figures.</param>
/// <param name="Bootstrap">The interval of the mean excess from drawing the days again.</param>
/// <param name="Distribution">How the returns are distributed.</param>
internal sealed record HorizonSummary(HorizonResult Result, (double Low, double High) Bootstrap, ReturnDistribution Distribution);

/// <summary>Summarizes what followed the signals of a study, for one horizon.</summary>
/// <param name="outcomes">The signals.</param>
/// <param name="horizon">The index of the horizon.</param>
/// <param name="request">The study.</param>
/// <param name="scope">The days.</param>
internal sealed class HorizonStatistics(StudyOutcomes outcomes, int horizon, StudyRequest request, StudyScope scope)
{
    private readonly double[] _universe = outcomes.Universe.Means(horizon);
    private readonly int _sessions = request.Horizons[horizon];

    /// <summary>Summarizes the groups of a division.</summary>
    public HorizonResult[] Of(SignalDivision division) => Array.ConvertAll(GroupsOf(division), ResultOf);

    /// <summary>Summarizes all signals.</summary>
    public HorizonSummary OfAll()
    {
        var all = GroupsOf(SignalDivision.None(outcomes, scope.Span.From, scope.Span.To))[0];
        return new HorizonSummary(
            ResultOf(all), DayBootstrap.Of(all.Excess(_universe), all.Counts, _sessions, scope.DrawsOf(horizon)),
            ReturnDistribution.Of(all.Values));
    }

    private SignalGroup[] GroupsOf(SignalDivision division)
    {
        var counts = CountsOf(division);
        var groups = new SignalGroup[counts.Length];
        for (var group = 0; group < groups.Length; group++)
        {
            var (from, to) = division.Spans[group];
            groups[group] = new SignalGroup(from, Math.Max(0, Math.Min(to, scope.Market.Days.Count - _sessions) - from), counts[group]);
        }
        for (var part = 0; part < outcomes.Parts.Length; part++) Add(outcomes.Parts[part], division.GroupsOf(part), groups);
        return groups;
    }

    /// <summary>The number of signals with a full horizon in each group.</summary>
    private int[] CountsOf(SignalDivision division)
    {
        var counts = new int[division.Spans.Count];
        for (var part = 0; part < outcomes.Parts.Length; part++)
        {
            var (groupOf, values) = (division.GroupsOf(part), outcomes.Parts[part].Returns[horizon]);
            for (var i = 0; i < values.Length; i++)
            {
                if (!double.IsNaN(values[i]) && groupOf[i] != SignalDivision.NoGroup) counts[groupOf[i]]++;
            }
        }
        return counts;
    }

    private void Add(SignalColumns part, short[] groupOf, SignalGroup[] groups)
    {
        var (values, adverse, favorable) = (part.Returns[horizon], part.Adverse[horizon], part.Favorable[horizon]);
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]) || groupOf[i] == SignalDivision.NoGroup) continue;
            var afterSpread = part.HalfSpreads.Length == 0
                ? 0 : Costs.AfterTrade(values[i], request.CostsOfSide + part.HalfSpreads[i]);
            groups[groupOf[i]].Add(new SignalOutcome(
                part.Days[i], values[i], adverse[i], favorable[i], afterSpread, part.Stopped[i] <= horizon, _universe[part.Days[i]]));
        }
    }

    private HorizonResult ResultOf(SignalGroup group)
    {
        var count = (double)group.Number;
        var mean = group.Sum / count;
        var excess = ClusteredMean.Of(group.Excess(_universe), group.Counts, _sessions);
        var spy = outcomes.Universe.Benchmark(horizon) is { } benchmark ? AgainstSpy(group, benchmark) : default(ClusteredMean?);
        return new HorizonResult
        {
            Sessions = _sessions,
            Signals = group.Number,
            Days = group.Counts.Length - group.Counts.AsSpan().Count(0),
            Mean = mean,
            MeanAfterCosts = Costs.AfterTrade(mean, request.CostsOfSide),
            MeanAfterSpread = request.Spread ? group.AfterSpread / count : double.NaN,
            Median = ArrayStatistics.MedianInplace(group.Values),
            Positive = group.Positive / count,
            ExcessMean = excess.Mean,
            ExcessPositive = group.Ahead / count,
            StandardError = excess.StandardError,
            Interval = excess.Interval,
            SpyExcessMean = spy?.Mean ?? double.NaN,
            SpyInterval = spy?.Interval ?? (double.NaN, double.NaN),
            Adverse = group.Adverse / count,
            Favorable = group.Favorable / count,
            Best = group.Number == 0 ? double.NaN : group.Best,
            Worst = group.Number == 0 ? double.NaN : group.Worst,
            ProfitFactor = group.Gains / group.Losses,
            Stopped = group.Stopped,
        };
    }

    private ClusteredMean AgainstSpy(SignalGroup group, double[] benchmark)
    {
        int[] counts = [.. group.Counts.Select((count, i) => double.IsNaN(benchmark[group.From + i]) ? 0 : count)];
        double[] sums = [.. group.Excess(benchmark).Select((sum, i) => counts[i] == 0 ? 0 : sum)];
        return ClusteredMean.Of(sums, counts, _sessions);
    }
}
