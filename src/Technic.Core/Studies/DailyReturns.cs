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
        var (closes, opens) = (new int[to - from], new int[to - from]);
        foreach (var symbol in symbols)
        {
            var open = symbol.Bars.Open;
            var close = symbol.Bars.Close;
            var bar = symbol.Days.AsSpan().BinarySearch(from);
            for (bar = bar < 0 ? ~bar : bar; bar < symbol.Days.Length && symbol.Days[bar] < to; bar++)
            {
                var day = symbol.Days[bar];
                _fromOpen[day] += (close[bar] / open[bar]) - 1;
                opens[day - from]++;
                if (bar == 0) continue;
                _fromClose[day] += (close[bar] / close[bar - 1]) - 1;
                closes[day - from]++;
            }
        }
        for (var day = from; day < to; day++)
        {
            _fromClose[day] /= Math.Max(1, closes[day - from]);
            _fromOpen[day] /= Math.Max(1, opens[day - from]);
        }
    }
}
