using Technic.Core.Market;

namespace Technic.Core.Provider;

/// <summary>
/// A source that has the daily histories of all its symbols on this machine, delisted ones included, and gives them without requests.
/// </summary>
public interface IMarketHistorySource : IPriceSource
{
    /// <summary>The daily bars of all symbols as traded, and their splits.</summary>
    /// <param name="from">The first New York date; <c>null</c> for as far back as the source has, or usually gives.</param>
    /// <param name="to">The last New York date; <c>null</c> for the last one of the source.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The symbols with at least one bar, ascending.</returns>
    /// <exception cref="PriceSourceException">The bars are not daily, or not readable.</exception>
    Task<IReadOnlyList<TradedHistory>> ReadMarketAsync(DateOnly? from, DateOnly? to, CancellationToken cancellationToken);

    /// <summary>The daily bars of some symbols as traded, and their splits.</summary>
    /// <param name="isWanted">Whether a symbol is wanted.</param>
    /// <param name="from">The first New York date; <c>null</c> for as far back as the source has, or usually gives.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="PriceSourceException">The bars are not daily, or not readable.</exception>
    async Task<IReadOnlyList<TradedHistory>> ReadSymbolsAsync(
        Func<Symbol, bool> isWanted, DateOnly? from, CancellationToken cancellationToken) =>
        [.. (await ReadMarketAsync(from, to: null, cancellationToken).ConfigureAwait(false)).Where(
            history => isWanted(history.Listing.Symbol))];

    /// <summary>The first ex-date (New York date) from which on it has all dividends; <c>null</c> if it has none.</summary>
    DateOnly? DividendsFrom => null;
}

/// <summary>The daily bars of a symbol as traded, with everything that is known of its splits.</summary>
/// <param name="Listing">The symbol.</param>
/// <param name="Bars">The bars, not adjusted.</param>
/// <param name="Splits">All splits of the symbol.</param>
public sealed record TradedHistory(Listing Listing, BarSeries Bars, IReadOnlyList<Split> Splits)
{
    /// <summary>The known dividends of the symbol.</summary>
    public IReadOnlyList<Dividend> Dividends { get; init; } = [];
}
