namespace Technic.Core.Studies;

/// <summary>
/// Holds each symbol with a signal for a number of sessions, all in equal parts, and puts them into equal parts again at every close. A
/// further signal of a symbol that is held makes it stay longer. Without a symbol the return is 0.
/// </summary>
internal sealed class CalendarPortfolio
{
    private readonly StudyEntry _entry;
    private readonly double[] _sums;
    private readonly int[] _held;
    private readonly int[] _entered;
    private readonly double _delisting;

    private CalendarPortfolio(StudyEntry entry, double delisting, int days)
    {
        (_entry, _delisting) = (entry, delisting);
        (_sums, _held, _entered) = (new double[days], new int[days], new int[days]);
    }

    /// <summary>Computes the portfolio.</summary>
    /// <param name="request">The study.</param>
    /// <param name="market">The histories.</param>
    /// <param name="symbols">The universe.</param>
    /// <param name="outcomes">The signals.</param>
    /// <param name="universe">The moves of the universe.</param>
    /// <param name="span">The days of signals: the first, and the one after the last.</param>
    /// <param name="halfSpread">Half the mean spread, as a fraction of the price; NaN if the spread is not a cost.</param>
    public static PortfolioResult Of(
        StudyRequest request, StudyMarket market, IReadOnlyList<StudySymbol> symbols, StudyOutcomes outcomes, DailyReturns universe,
        (int From, int To) span, double halfSpread)
    {
        var sessions = SessionsOf(request.Horizons);
        var portfolio = new CalendarPortfolio(request.Entry, request.Delisting, market.Days.Count);
        for (var symbol = 0; symbol < symbols.Count; symbol++)
            portfolio.Hold(symbols[symbol], outcomes.Signals, outcomes.BySymbol.Of(symbol), sessions);
        var first = Math.Min(span.From + 1, market.Days.Count);
        var end = Math.Max(first, Math.Min(span.To + sessions, market.Days.Count));
        return portfolio.Result(request, sessions, market.Days, universe, first, end, halfSpread);
    }

    /// <summary>The sessions that a signal is held: the longest horizon up to 20 sessions, or the shortest one.</summary>
    public static int SessionsOf(IReadOnlyList<int> horizons)
    {
        const int Usual = 20;
        return horizons.Where(sessions => sessions <= Usual).DefaultIfEmpty(horizons[0]).Max();
    }

    private void Hold(StudySymbol symbol, StudySignal[] all, ReadOnlySpan<int> signals, int sessions)
    {
        var (end, bar) = (-1, 0);
        foreach (var index in signals)
        {
            ref readonly var signal = ref all[index];
            var next = signal.Bar + 1;
            var isHeld = signal.Day < end;
            // A purchase at the open needs a bar in the next session.
            if (!isHeld && _entry == StudyEntry.NextOpen && !(next < symbol.Days.Length && symbol.Days[next] == signal.Day + 1)) continue;
            var from = isHeld ? end + 1 : signal.Day + 1;
            end = Math.Min(signal.Day + sessions, _sums.Length - 1);
            for (var day = from; day <= end; day++)
            {
                while (bar < symbol.Days.Length && symbol.Days[bar] < day) bar++;
                Add(symbol, day, bar, isEntry: !isHeld && day == from);
            }
        }
    }

    /// <param name="symbol">The symbol.</param>
    /// <param name="day">The session.</param>
    /// <param name="bar">Its first bar in that session or later.</param>
    /// <param name="isEntry">Whether the symbol is bought for this session.</param>
    private void Add(StudySymbol symbol, int day, int bar, bool isEntry)
    {
        // On the session after its last one, a symbol that stopped leaves at its last price.
        if (symbol.IsStopped && day > symbol.Days[^1] + 1) return;
        _held[day]++;
        if (isEntry) _entered[day]++;
        if (symbol.IsStopped && day == symbol.Days[^1] + 1) _sums[day] += _delisting;
        if (bar == symbol.Days.Length || symbol.Days[bar] != day) return;
        var paid = isEntry && _entry == StudyEntry.NextOpen ? symbol.Bars.Open[bar] : symbol.Bars.Close[bar - 1];
        _sums[day] += (symbol.Bars.Close[bar] / paid) - 1;
    }

    private PortfolioResult Result(
        StudyRequest request, int sessions, IReadOnlyList<DateOnly> days, DailyReturns universe, int first, int end, double halfSpread)
    {
        var count = end - first;
        var (gross, net, market, turnover) = (new double[count], new double[count], new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            var day = first + i;
            gross[i] = _held[day] == 0 ? 0 : _sums[day] / _held[day];
            turnover[i] = TurnoverOf(day);
            net[i] = gross[i] - (request.CostsOfSide * turnover[i]);
            market[i] = universe.FromClose(day);
        }
        return new PortfolioResult
        {
            Sessions = sessions,
            Days = [.. days.Skip(first).Take(count)],
            Returns = gross,
            ReturnsAfterCosts = net,
            ReturnsAfterSpread = double.IsNaN(halfSpread) ? [] : [.. net.Zip(turnover, (value, change) => value - (halfSpread * change))],
            Universe = market,
            Names = _held[first..end],
            Turnover = turnover,
        };
    }

    private double TurnoverOf(int day)
    {
        var before = day == 0 ? 0 : _held[day - 1];
        var stayed = _held[day] - _entered[day];
        var (weight, earlier) = (_held[day] == 0 ? 0 : 1.0 / _held[day], before == 0 ? 0 : 1.0 / before);
        return (_entered[day] * weight) + ((before - stayed) * earlier) + (stayed * Math.Abs(weight - earlier));
    }
}
