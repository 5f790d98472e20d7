namespace Technic.Core.Studies;

/// <summary>
/// The mean move of the universe in each session: from the close before to the close, and from the open to the close. A symbol counts in
/// the
/// sessions in which it trades.
/// </summary>
internal sealed class DailyReturns
{
    private readonly double[] _fromClose;
    private readonly double[] _fromOpen;

    private DailyReturns(double[] fromClose, double[] fromOpen) => (_fromClose, _fromOpen) = (fromClose, fromOpen);

    /// <summary>The mean move from the close before; 0 without a symbol.</summary>
    public double FromClose(int day) => _fromClose[day];

    /// <summary>The mean move from the open; 0 without a symbol.</summary>
    public double FromOpen(int day) => _fromOpen[day];

    /// <summary>Computes the moves, in the order of the symbols.</summary>
    public static DailyReturns Of(IReadOnlyList<StudySymbol> symbols, int days)
    {
        var moves = new DailyReturns(new double[days], new double[days]);
        var parts = Math.Max(1, Math.Min(days, 4 * Environment.ProcessorCount));
        var options = new ParallelOptions { TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, parts, options, part =>
            moves.Add(symbols, (int)((long)days * part / parts), (int)((long)days * (part + 1) / parts)));
        return moves;
    }

    private void Add(IReadOnlyList<StudySymbol> symbols, int from, int to)
    {
        var (closes, opens) = (new int[to - from + 1], new int[to - from + 1]);
        foreach (var symbol in symbols)
        {
            var open = symbol.Bars.Open;
            var close = symbol.Bars.Close;
            var (first, end) = symbol.BarsOf(from, to);
            if (symbol.HasNoGaps && first < end)
            {
                var day = symbol.Days[first];
                PriceReturns.Add(close[first..end], open[first..end], _fromOpen.AsSpan(day));
                Count(opens, day - from, end - first);
                var later = Math.Max(1, first);
                if (later >= end) continue;
                PriceReturns.Add(close[later..end], close[(later - 1)..(end - 1)], _fromClose.AsSpan(symbol.Days[later]));
                Count(closes, symbol.Days[later] - from, end - later);
                continue;
            }
            for (var bar = first; bar < end; bar++)
            {
                var day = symbol.Days[bar];
                _fromOpen[day] += (close[bar] / open[bar]) - 1;
                Count(opens, day - from, 1);
                if (bar == 0) continue;
                _fromClose[day] += (close[bar] / close[bar - 1]) - 1;
                Count(closes, day - from, 1);
            }
        }
        var (opened, closed) = (0, 0);
        for (var day = from; day < to; day++)
        {
            opened += opens[day - from];
            closed += closes[day - from];
            _fromClose[day] /= Math.Max(1, closed);
            _fromOpen[day] /= Math.Max(1, opened);
        }
    }

    /// <summary>Counts consecutive days: as a change at the first one, and one after the last one.</summary>
    private static void Count(int[] changes, int first, int days)
    {
        changes[first]++;
        changes[first + days]--;
    }
}
