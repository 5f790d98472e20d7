namespace Technic.Core.Studies;

/// <summary>The excess of the signals in one session after their day.</summary>
/// <param name="Session">The session after the day of the signal, from 1.</param>
/// <param name="Signals">The signals that were held in it.</param>
/// <param name="Excess">The mean move in that session minus that of the universe, as a fraction.</param>
/// <param name="Cumulative">The sum of the excess up to this session.</param>
/// <param name="Interval">The 95 % confidence interval of <paramref name="Excess"/>.</param>
public sealed record DecayPoint(int Session, int Signals, double Excess, double Cumulative, (double Low, double High) Interval);

/// <summary>The decay curve: how the excess is spread over the sessions after a signal.</summary>
internal sealed class DecayCurve
{
    private readonly StudySignal[] _signals;
    private readonly IReadOnlyList<StudySymbol> _symbols;
    private readonly DailyReturns _universe;
    private readonly ForwardReturns _returns;
    private readonly bool _atOpen;
    private readonly int _sessions;
    private readonly int _days;

    // A row for each day of a signal: the sum of the excess in each session after it, and the changes of the number of signals from one
    // session to the next.
    private readonly double[] _sums;
    private readonly int[] _changes;

    private DecayCurve(
        StudySignal[] signals, IReadOnlyList<StudySymbol> symbols, DailyReturns universe, ForwardReturns returns, StudyEntry entry,
        int sessions, int days)
    {
        (_signals, _symbols, _universe, _returns) = (signals, symbols, universe, returns);
        (_atOpen, _sessions, _days) = (entry == StudyEntry.NextOpen, sessions, days);
        (_sums, _changes) = (new double[days * sessions], new int[days * (sessions + 1)]);
    }

    /// <summary>Computes the curve.</summary>
    /// <param name="signals">The signals.</param>
    /// <param name="bySymbol">The same by symbol.</param>
    /// <param name="symbols">The universe.</param>
    /// <param name="universe">Its moves.</param>
    /// <param name="returns">The rules of purchases.</param>
    /// <param name="entry">The price of purchases.</param>
    /// <param name="sessions">The number of sessions.</param>
    /// <param name="days">The number of days of the data.</param>
    public static IReadOnlyList<DecayPoint> Of(
        StudySignal[] signals, SignalsBySymbol bySymbol, IReadOnlyList<StudySymbol> symbols, DailyReturns universe,
        ForwardReturns returns, StudyEntry entry, int sessions, int days)
    {
        var curve = new DecayCurve(signals, symbols, universe, returns, entry, sessions, days);
        var options = new ParallelOptions { TaskScheduler = TaskScheduler.Default };
        var parts = Math.Max(1, Math.Min(days, 4 * Environment.ProcessorCount));
        Parallel.For(0, parts, options, part =>
            curve.Add(bySymbol, (int)((long)days * part / parts), (int)((long)days * (part + 1) / parts)));
        var means = new (ClusteredMean Mean, int Signals)[sessions];
        Parallel.For(0, sessions, options, i => means[i] = curve.In(i + 1));
        var (points, cumulative) = (new DecayPoint[sessions], 0.0);
        for (var i = 0; i < sessions; i++)
        {
            var (mean, count) = means[i];
            if (!double.IsNaN(mean.Mean)) cumulative += mean.Mean;
            points[i] = new DecayPoint(i + 1, count, mean.Mean, cumulative, mean.Interval);
        }
        return points;
    }

    /// <summary>Adds the signals of some days, symbol by symbol.</summary>
    private void Add(SignalsBySymbol bySymbol, int from, int to)
    {
        var moves = new double[_days];
        for (var symbol = 0; symbol < _symbols.Count; symbol++)
        {
            var signals = bySymbol.Of(symbol);
            var first = FirstOn(signals, from);
            var end = FirstOn(signals, to);
            if (first < end) Add(_symbols[symbol], signals[first..end], moves);
        }
    }

    private void Add(StudySymbol symbol, ReadOnlySpan<int> signals, double[] moves)
    {
        var days = symbol.Days;
        var open = symbol.Bars.Open;
        var close = symbol.Bars.Close;
        // The excess of each bar that follows one of the signals.
        var last = Math.Min(days.Length - 1, _signals[signals[^1]].Bar + _sessions);
        for (var bar = _signals[signals[0]].Bar + 1; bar <= last; bar++)
            moves[bar] = (close[bar] / close[bar - 1]) - 1 - _universe.FromClose(days[bar]);
        foreach (var index in signals)
        {
            ref readonly var signal = ref _signals[index];
            if (double.IsNaN(_returns.EntryPrice(symbol, signal.Bar))) continue;
            var sums = _sums.AsSpan(signal.Day * _sessions);
            var changes = _changes.AsSpan(signal.Day * (_sessions + 1));
            var bar = signal.Bar + 1;
            if (_atOpen)
            {
                sums[0] += (close[bar] / open[bar]) - 1 - _universe.FromOpen(days[bar]);
                changes[0]++;
                changes[1]--;
                bar++;
            }
            // Bars on consecutive days, to the last session or to the last bar.
            var stop = Math.Min(signal.Bar + _sessions, days.Length - 1);
            if (days[stop] - signal.Day == stop - signal.Bar)
            {
                if (bar > stop) continue;
                PriceReturns.Add(moves.AsSpan(bar, stop - bar + 1), sums[(bar - signal.Bar - 1)..]);
                changes[bar - signal.Bar - 1]++;
                changes[stop - signal.Bar]--;
                continue;
            }
            for (; bar < days.Length && days[bar] - signal.Day <= _sessions; bar++)
            {
                var session = days[bar] - signal.Day;
                sums[session - 1] += moves[bar];
                changes[session - 1]++;
                changes[session]--;
            }
        }
    }

    /// <summary>The place of the first of a symbol's signals on a day or later.</summary>
    private int FirstOn(ReadOnlySpan<int> signals, int day)
    {
        var (low, high) = (0, signals.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_signals[signals[middle]].Day < day) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The mean excess in one session after the signals.</summary>
    private (ClusteredMean Mean, int Signals) In(int session)
    {
        var (sums, counts, total) = (new double[_days], new int[_days], 0);
        for (var day = session; day < _days; day++)
        {
            var before = day - session;
            sums[day] = _sums[(before * _sessions) + session - 1];
            foreach (var change in _changes.AsSpan(before * (_sessions + 1), session)) counts[day] += change;
            total += counts[day];
        }
        return (ClusteredMean.Of(sums, counts, overlap: 1), total);
    }
}
