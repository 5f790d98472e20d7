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
        var (fromClose, fromOpen) = (new double[days], new double[days]);
        var (closes, opens) = (new int[days], new int[days]);
        foreach (var symbol in symbols)
        {
            var open = symbol.Bars.Open;
            var close = symbol.Bars.Close;
            for (var bar = 0; bar < symbol.Days.Length; bar++)
            {
                var day = symbol.Days[bar];
                fromOpen[day] += (close[bar] / open[bar]) - 1;
                opens[day]++;
                if (bar == 0) continue;
                fromClose[day] += (close[bar] / close[bar - 1]) - 1;
                closes[day]++;
            }
        }
        for (var day = 0; day < days; day++)
        {
            fromClose[day] /= Math.Max(1, closes[day]);
            fromOpen[day] /= Math.Max(1, opens[day]);
        }
        return new DailyReturns(fromClose, fromOpen);
    }
}
