using Technic.Core.Market;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>
/// The equal-weighted index of some symbols: at each bar it moves by the mean of the moves of the symbols that have this bar and one before
/// it. Its first close is 100; its volume is the sum.
/// </summary>
internal static class GroupIndex
{
    private const double Base = 100;

    /// <summary>The bars of the index, at every bar that one of the symbols has.</summary>
    public static BarSeries Of(IReadOnlyList<BarSeries> symbols)
    {
        var days = new SortedDictionary<int, Moves>();
        foreach (var bars in symbols)
        {
            for (var i = 0; i < bars.Count; i++)
            {
                if (!days.TryGetValue(bars.Times[i].Minutes, out var moves)) days.Add(bars.Times[i].Minutes, moves = new Moves());
                if (double.IsNaN(bars.Close[i])) continue;
                moves.Add(bars, i);
            }
        }
        var result = new Bar[days.Count];
        var (level, place) = (Base, 0);
        foreach (var (minutes, moves) in days)
        {
            result[place++] = moves.After(new BarTime(minutes), level);
            level = result[place - 1].Close;
        }
        return BarSeries.FromBars(result);
    }

    /// <summary>The moves of the symbols from the close before to one bar.</summary>
    private sealed class Moves
    {
        private double _open;
        private double _high;
        private double _low;
        private double _close;
        private double _volume;
        private int _count;

        public void Add(BarSeries bars, int index)
        {
            _volume += bars.Volume[index];
            if (index == 0 || bars.Close[index - 1] is not > 0) return;
            var before = bars.Close[index - 1];
            _open += bars.Open[index] / before;
            _high += bars.High[index] / before;
            _low += bars.Low[index] / before;
            _close += bars.Close[index] / before;
            _count++;
        }

        public Bar After(BarTime time, double level) => _count == 0
            ? new Bar(time, level, level, level, level, _volume)
            : new Bar(
                time, level * _open / _count, level * _high / _count, level * _low / _count, level * _close / _count, _volume);
    }
}
