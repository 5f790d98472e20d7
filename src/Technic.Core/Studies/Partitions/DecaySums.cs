using System.Buffers;

namespace Technic.Core.Studies.Partitions;

/// <summary>
/// The moves of symbols in the sessions after their signals: a row for each day with a signal, a column for each session. The arrays are
/// rented, and may be longer than the rows.
/// </summary>
/// <param name="Sessions">The number of sessions after a signal.</param>
/// <param name="Days">The index of the day of each row, ascending.</param>
/// <param name="Sums">The sum of the moves, row by row.</param>
/// <param name="Changes">
/// The changes of the number of moves from one session to the next, row by row; a row has one more than <paramref name="Sessions"/>.
/// </param>
public sealed record DecaySums(int Sessions, int[] Days, double[] Sums, int[] Changes)
{
    /// <summary>The sums of the moves of a row.</summary>
    public Span<double> SumsOf(int row) => Sums.AsSpan(row * Sessions, Sessions);

    /// <summary>The changes of the number of moves of a row.</summary>
    public Span<int> ChangesOf(int row) => Changes.AsSpan(row * (Sessions + 1), Sessions + 1);

    /// <summary>Sums of no signals.</summary>
    /// <param name="days">The days that signals have, ascending.</param>
    /// <param name="sessions">The number of sessions after a signal.</param>
    internal static DecaySums None(int[] days, int sessions)
    {
        var sums = ArrayPool<double>.Shared.Rent(days.Length * sessions);
        var changes = ArrayPool<int>.Shared.Rent(days.Length * (sessions + 1));
        sums.AsSpan(0, days.Length * sessions).Clear();
        changes.AsSpan(0, days.Length * (sessions + 1)).Clear();
        return new DecaySums(sessions, days, sums, changes);
    }

    /// <summary>Gives the arrays back; nothing of them may be used after that.</summary>
    internal void Return()
    {
        ArrayPool<double>.Shared.Return(Sums);
        ArrayPool<int>.Shared.Return(Changes);
    }

    /// <summary>Adds the signals of a symbol.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="signals">Its signals, in the order of their days.</param>
    /// <param name="moves">The move to each bar's close from the close before.</param>
    /// <param name="rowOfDay">The row of each day that a signal has.</param>
    /// <param name="returns">The terms of purchases.</param>
    internal void Add(
        StudySymbol symbol, List<FoundSignal> signals, ReadOnlySpan<double> moves, ReadOnlySpan<int> rowOfDay, ForwardReturns returns)
    {
        var days = symbol.Days;
        var open = symbol.Bars.Open;
        var close = symbol.Bars.Close;
        foreach (var (signalBar, _) in signals)
        {
            if (double.IsNaN(returns.EntryPrice(symbol, signalBar))) continue;
            var day = days[signalBar];
            var sums = SumsOf(rowOfDay[day]);
            var changes = ChangesOf(rowOfDay[day]);
            var bar = signalBar + 1;
            if (returns.Entry == StudyEntry.NextOpen)
            {
                sums[0] += (close[bar] / open[bar]) - 1;
                changes[0]++;
                changes[1]--;
                bar++;
            }
            // Bars on consecutive days, to the last session or to the last bar.
            var stop = Math.Min(signalBar + Sessions, days.Length - 1);
            if (days[stop] - day == stop - signalBar)
            {
                if (bar > stop) continue;
                PriceReturns.Add(moves.Slice(bar, stop - bar + 1), sums[(bar - signalBar - 1)..]);
                changes[bar - signalBar - 1]++;
                changes[stop - signalBar]--;
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
}
