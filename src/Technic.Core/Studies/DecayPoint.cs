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
        ReadOnlySpan<StudySignal> signals, IReadOnlyList<StudySymbol> symbols, DailyReturns universe, ForwardReturns returns,
        StudyEntry entry, int sessions, int days)
    {
        var sums = Enumerable.Range(0, sessions).Select(_ => new double[days]).ToArray();
        var counts = Enumerable.Range(0, sessions).Select(_ => new int[days]).ToArray();
        foreach (var signal in signals)
        {
            var symbol = symbols[signal.Symbol];
            if (double.IsNaN(returns.EntryPrice(symbol, signal.Bar))) continue;
            var open = symbol.Bars.Open;
            var close = symbol.Bars.Close;
            for (var bar = signal.Bar + 1; bar < symbol.Days.Length && symbol.Days[bar] - signal.Day <= sessions; bar++)
            {
                var day = symbol.Days[bar];
                var isPurchase = entry == StudyEntry.NextOpen && bar == signal.Bar + 1;
                var excess = isPurchase
                    ? (close[bar] / open[bar]) - 1 - universe.FromOpen(day)
                    : (close[bar] / close[bar - 1]) - 1 - universe.FromClose(day);
                sums[day - signal.Day - 1][day] += excess;
                counts[day - signal.Day - 1][day]++;
            }
        }
        var (points, cumulative) = (new DecayPoint[sessions], 0.0);
        for (var i = 0; i < sessions; i++)
        {
            var mean = ClusteredMean.Of(sums[i], counts[i], overlap: 1);
            if (!double.IsNaN(mean.Mean)) cumulative += mean.Mean;
            points[i] = new DecayPoint(i + 1, counts[i].Sum(), mean.Mean, cumulative, mean.Interval);
        }
        return points;
    }
}
