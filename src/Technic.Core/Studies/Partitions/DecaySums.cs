namespace Technic.Core.Studies.Partitions;

/// <summary>The moves of symbols in the sessions after their signals: a row for each day of signals, a column for each session.</summary>
/// <param name="Sessions">The number of sessions after a signal.</param>
/// <param name="Sums">The sum of the moves, row by row.</param>
/// <param name="Changes">
/// The changes of the number of moves from one session to the next, row by row; a row has one more than <paramref name="Sessions"/>.
/// </param>
public sealed record DecaySums(int Sessions, double[] Sums, int[] Changes)
{
    /// <summary>Sums of no signals.</summary>
    /// <param name="days">The number of days that a signal can have.</param>
    /// <param name="sessions">The number of sessions after a signal.</param>
    public DecaySums(int days, int sessions) : this(sessions, new double[days * sessions], new int[days * (sessions + 1)])
    {
    }

    /// <summary>Adds the signals of a symbol.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="signals">Its signals, in the order of their days.</param>
    /// <param name="moves">The move to each bar's close from the close before.</param>
    /// <param name="from">The first day that a signal can have.</param>
    /// <param name="returns">The terms of purchases.</param>
    internal void Add(StudySymbol symbol, IReadOnlyList<FoundSignal> signals, ReadOnlySpan<double> moves, int from, ForwardReturns returns)
    {
        var days = symbol.Days;
        var open = symbol.Bars.Open;
        var close = symbol.Bars.Close;
        foreach (var signal in signals)
        {
            if (double.IsNaN(returns.EntryPrice(symbol, signal.Bar))) continue;
            var day = days[signal.Bar];
            var sums = Sums.AsSpan((day - from) * Sessions, Sessions);
            var changes = Changes.AsSpan((day - from) * (Sessions + 1), Sessions + 1);
            var bar = signal.Bar + 1;
            if (returns.Entry == StudyEntry.NextOpen)
            {
                sums[0] += (close[bar] / open[bar]) - 1;
                changes[0]++;
                changes[1]--;
                bar++;
            }
            // Bars on consecutive days, to the last session or to the last bar.
            var stop = Math.Min(signal.Bar + Sessions, days.Length - 1);
            if (days[stop] - day == stop - signal.Bar)
            {
                if (bar > stop) continue;
                PriceReturns.Add(moves.Slice(bar, stop - bar + 1), sums[(bar - signal.Bar - 1)..]);
                changes[bar - signal.Bar - 1]++;
                changes[stop - signal.Bar]--;
                continue;
            }
            for (; bar < days.Length && days[bar] - day <= Sessions; bar++)
            {
                var session = days[bar] - day;
                sums[session - 1] += moves[bar];
                changes[session - 1]++;
                changes[session]--;
            }
        }
    }

    /// <summary>Adds the sums of another partition.</summary>
    internal void Add(DecaySums other)
    {
        PriceReturns.Add(other.Sums, Sums);
        for (var i = 0; i < Changes.Length; i++) Changes[i] += other.Changes[i];
    }
}
