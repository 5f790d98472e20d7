namespace Technic.Core.Studies.Partitions;

/// <summary>
/// Holds each symbol with a signal for a number of sessions. A further signal of a symbol that is held makes it stay longer.
/// </summary>
/// <param name="days">The number of days of the data.</param>
/// <param name="sessions">The number of sessions that a signal is held.</param>
/// <param name="request">The terms of purchases and of delisting.</param>
internal sealed class PortfolioBuilder(int days, int sessions, StudyRequest request)
{
    private readonly PortfolioSums _sums = new(days);
    private readonly SessionCounter _held = new(days);

    /// <summary>The portfolio. To be called once.</summary>
    public PortfolioSums Total()
    {
        _held.AddTo(_sums.Held.Counts);
        return _sums;
    }

    /// <summary>Holds a symbol.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="signals">Its signals, in the order of their days.</param>
    /// <param name="moves">The move to each bar's close from the close before.</param>
    public void Hold(StudySymbol symbol, List<FoundSignal> signals, ReadOnlySpan<double> moves)
    {
        var (end, day) = (-1, symbol.Days);
        foreach (var signal in signals)
        {
            var (signalDay, next) = (day[signal.Bar], signal.Bar + 1);
            var isHeld = signalDay < end;
            // A purchase at the open needs a bar in the next session.
            if (!isHeld && request.Entry == StudyEntry.NextOpen && !(next < day.Length && day[next] == signalDay + 1)) continue;
            var from = isHeld ? end + 1 : signalDay + 1;
            end = Math.Min(signalDay + sessions, days - 1);
            if (from <= end) Hold(symbol, from, end, isEntry: !isHeld, moves);
        }
    }

    private void Hold(StudySymbol symbol, int from, int to, bool isEntry, ReadOnlySpan<double> moves)
    {
        // On the session after its last one, a symbol that stopped leaves at its last price.
        var (day, leaves) = (symbol.Days, symbol.Days[^1] + 1);
        if (symbol.IsStopped) to = Math.Min(to, leaves);
        if (from > to) return;
        _held.Count(from, to - from + 1);
        if (isEntry) _sums.Entered[from]++;
        var sums = _sums.Held.Sums;
        if (symbol.IsStopped && to == leaves) sums[to] += request.Delisting;
        var (bar, end) = symbol.BarsOf(from, to + 1);
        if (isEntry && request.Entry == StudyEntry.NextOpen && bar < end && day[bar] == from)
        {
            sums[from] += (symbol.Bars.Close[bar] / symbol.Bars.Open[bar]) - 1;
            bar++;
        }
        if (bar >= end) return;
        if (symbol.HasNoGaps) PriceReturns.Add(moves[bar..end], sums.AsSpan(day[bar]));
        else for (; bar < end; bar++) sums[day[bar]] += moves[bar];
    }
}
