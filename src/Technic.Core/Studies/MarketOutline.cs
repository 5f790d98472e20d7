using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Core.Studies;

/// <summary>What a study knows of a symbol without its bars.</summary>
/// <param name="Listing">The symbol.</param>
/// <param name="Bars">The number of its bars, at least one.</param>
/// <param name="LastDay">The day of the last one (New York date).</param>
public sealed record SymbolOutline(Listing Listing, int Bars, DateOnly LastDay)
{
    /// <summary>Of a history.</summary>
    public static SymbolOutline Of(TradedHistory history) => new(history.Listing, history.Bars.Count, history.Bars.Times[^1].Date);
}

/// <summary>The symbols and the days of a market, without its bars.</summary>
/// <param name="Symbols">The symbols, ascending.</param>
/// <param name="Days">The days on which one of them traded, ascending.</param>
public sealed record MarketOutline(IReadOnlyList<SymbolOutline> Symbols, IReadOnlyList<DateOnly> Days)
{
    /// <summary>The number of bars.</summary>
    public long Bars => Symbols.Sum(symbol => (long)symbol.Bars);

    /// <summary>Whether every symbol trades on the last day: the data have no symbol that was delisted.</summary>
    public bool HasSurvivorsOnly => !Symbols.Any(IsStopped);

    /// <summary>Whether the data go on after the last bar of a symbol.</summary>
    public bool IsStopped(SymbolOutline symbol) => symbol.LastDay < Days[^1];

    /// <summary>Whether the data have a symbol.</summary>
    public bool Has(Symbol symbol) => Symbols.Any(outline => outline.Listing.Symbol == symbol);

    /// <summary>The market of several partitions.</summary>
    public static MarketOutline Of(IReadOnlyList<MarketOutline> partitions) => new(
        [.. partitions.SelectMany(partition => partition.Symbols).OrderBy(symbol => symbol.Listing.Symbol)],
        [.. partitions.SelectMany(partition => partition.Days).Distinct().Order()]);
}
