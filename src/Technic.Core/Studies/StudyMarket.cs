using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Studies.Partitions;

namespace Technic.Core.Studies;

/// <summary>The histories of all symbols of a study, by symbol and by day. Safe for concurrent use.</summary>
public sealed class StudyMarket
{
    private readonly StudySymbol[] _symbols;
    private readonly DateOnly[] _days;
    private readonly Dictionary<Symbol, TradedHistory> _histories;

    private StudyMarket(StudySymbol[] symbols, DateOnly[] days, Dictionary<Symbol, TradedHistory> histories) =>
        (_symbols, _days, _histories) = (symbols, days, histories);

    /// <summary>The days on which a symbol traded, ascending.</summary>
    public IReadOnlyList<DateOnly> Days => _days;

    /// <summary>The symbols and the days.</summary>
    public MarketOutline Outline => new([.. _symbols.Select(symbol => symbol.Outline)], _days);

    /// <summary>Whether every symbol trades on the last day: the data have no symbol that was delisted.</summary>
    public bool HasSurvivorsOnly => _symbols.All(symbol => !symbol.IsStopped);

    internal IReadOnlyList<StudySymbol> All => _symbols;

    /// <summary>Arranges histories.</summary>
    /// <param name="histories">Daily bars as traded; each symbol once, with at least one bar.</param>
    public static StudyMarket Of(IReadOnlyList<TradedHistory> histories) => Of(histories, OutlineOf(histories).Days);

    /// <summary>Arranges some histories of a larger market.</summary>
    /// <param name="histories">Daily bars as traded; each symbol once, with at least one bar.</param>
    /// <param name="days">The days of the larger market, ascending.</param>
    public static StudyMarket Of(IReadOnlyList<TradedHistory> histories, IReadOnlyList<DateOnly> days)
    {
        var ordered = histories.OrderBy(history => history.Listing.Symbol).ToArray();
        var (all, symbols) = (days.ToArray(), new StudySymbol[ordered.Length]);
        var options = new ParallelOptions { TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, ordered.Length, options, i => symbols[i] = new StudySymbol(ordered[i], all));
        return new StudyMarket(symbols, all, ordered.ToDictionary(history => history.Listing.Symbol));
    }

    /// <summary>The symbols and the days of histories.</summary>
    /// <param name="histories">Daily bars as traded; each symbol once, with at least one bar.</param>
    public static MarketOutline OutlineOf(IReadOnlyList<TradedHistory> histories) => new(
        [.. histories.OrderBy(history => history.Listing.Symbol).Select(SymbolOutline.Of)],
        [.. Numbers(histories).Select(DateOnly.FromDayNumber)]);

    /// <summary>The history of a symbol; <c>null</c> if it is not in the market.</summary>
    internal TradedHistory? Find(Symbol symbol) => _histories.GetValueOrDefault(symbol);

    /// <summary>The numbers of the days with a bar, ascending.</summary>
    private static IEnumerable<int> Numbers(IReadOnlyList<TradedHistory> histories)
    {
        if (histories.Count == 0) return [];
        var first = histories.Min(history => history.Bars.Times[0].Date.DayNumber);
        var isTraded = new bool[histories.Max(history => history.Bars.Times[^1].Date.DayNumber) - first + 1];
        foreach (var history in histories)
        {
            foreach (var time in history.Bars.Times) isTraded[time.Date.DayNumber - first] = true;
        }
        return Enumerable.Range(0, isTraded.Length).Where(day => isTraded[day]).Select(day => day + first);
    }
}
