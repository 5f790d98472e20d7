namespace Technic.Core.Studies;

/// <summary>The excess of the signals in one session after their day.</summary>
/// <param name="Session">The session after the day of the signal, from 1.</param>
/// <param name="Signals">The signals that were held in it.</param>
/// <param name="Excess">The mean move in that session minus that of the universe, as a fraction.</param>
/// <param name="Cumulative">The sum of the excess up to this session.</param>
/// <param name="Interval">The 95 % confidence interval of <paramref name="Excess"/>.</param>
public sealed record DecayPoint(int Session, int Signals, double Excess, double Cumulative, (double Low, double High) Interval);

/// <summary>The decay curve: how the excess is spread over the sessions after a signal.</summary>
internal static class DecayCurve
{
    /// <summary>Computes the curve.</summary>
    /// <param name="signals">The signals.</param>
    /// <param name="symbols">The universe.</param>
    /// <param name="universe">Its moves.</param>
    /// <param name="returns">The rules of purchases.</param>
    /// <param name="entry">The price of purchases.</param>
    /// <param name="sessions">The number of sessions.</param>
    /// <param name="days">The number of days of the data.</param>
    public static IReadOnlyList<DecayPoint> Of(
        StudySignal[] signals, IReadOnlyList<StudySymbol> symbols, DailyReturns universe, ForwardReturns returns, StudyEntry entry,
        int sessions, int days)
    {
        var means = new (ClusteredMean Mean, int Signals)[sessions];
        var options = new ParallelOptions { TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, sessions, options, i => means[i] = In(i + 1, signals, symbols, universe, returns, entry, days));
        var (points, cumulative) = (new DecayPoint[sessions], 0.0);
        for (var i = 0; i < sessions; i++)
        {
            var (mean, count) = means[i];
            if (!double.IsNaN(mean.Mean)) cumulative += mean.Mean;
            points[i] = new DecayPoint(i + 1, count, mean.Mean, cumulative, mean.Interval);
        }
        return points;
    }

    /// <summary>The mean excess in one session after the signals.</summary>
    private static (ClusteredMean Mean, int Signals) In(
        int session, StudySignal[] signals, IReadOnlyList<StudySymbol> symbols, DailyReturns universe, ForwardReturns returns,
        StudyEntry entry, int days)
    {
        var (sums, counts, total) = (new double[days], new int[days], 0);
        foreach (var signal in signals)
        {
            var (symbol, day) = (symbols[signal.Symbol], signal.Day + session);
            var bar = symbol.BarOn(day, near: signal.Bar + session);
            if (bar < 0 || double.IsNaN(returns.EntryPrice(symbol, signal.Bar))) continue;
            var close = symbol.Bars.Close;
            sums[day] += entry == StudyEntry.NextOpen && session == 1
                ? (close[bar] / symbol.Bars.Open[bar]) - 1 - universe.FromOpen(day)
                : (close[bar] / close[bar - 1]) - 1 - universe.FromClose(day);
            counts[day]++;
            total++;
        }
        return (ClusteredMean.Of(sums, counts, overlap: 1), total);
    }
}
