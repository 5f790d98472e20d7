using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Provider.Held;

/// <summary>
/// Price histories on this machine, which cost no request. A fetch is adjusted for the splits executed up to its last day, but not for
/// later ones: a replay of a past day does not depend on later events.
/// </summary>
/// <param name="name">A name that changes with the content.</param>
/// <param name="description">The origin of the prices.</param>
/// <param name="frequency">The length of every bar.</param>
public abstract class HeldMarket(string name, string description, Frequency frequency) : IMarketHistorySource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <summary>The name without the digest of the contents at its end, which is another one when days are added.</summary>
    public string Family => name.LastIndexOf('-') is > 0 and var end ? name[..end] : name;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public virtual SourceTraits? Traits => null;

    /// <inheritdoc/>
    public int? RequestsPerMinute => null;

    /// <inheritdoc/>
    public bool ListsForFree => true;

    /// <inheritdoc/>
    public bool FetchesBarsForFree => true;

    /// <summary>The length of every bar.</summary>
    public Frequency Frequency => frequency;

    /// <summary>The last day of a bar: the default day of a scan.</summary>
    public abstract DateOnly LastDay { get; }

    /// <summary>The subject of the message for a wrong bar length.</summary>
    protected abstract string What { get; }

    /// <summary>The bars of a symbol, adjusted for the splits executed up to <paramref name="to"/>; none for an unknown symbol.</summary>
    /// <exception cref="PriceSourceException">The bars have another length, or are not readable.</exception>
    public async Task<FetchedBars> FetchBarsAsync(
        Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RequireBarsOf(frequency);
        var bars = await BarsAsync(symbol, from, to, cancellationToken).ConfigureAwait(false);
        // The window has its own columns: a cache that keeps it must not be charged for all data of the source.
        return new FetchedBars(SplitAdjustment.Adjust(bars.Between(from, to), SplitsOf(symbol), to).Compact(), Requests: 1);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TradedHistory>> ReadMarketAsync(DateOnly? from, DateOnly? to, CancellationToken cancellationToken) =>
        ReadAsync(_ => true, from, to, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TradedHistory>> ReadSymbolsAsync(
        Func<Symbol, bool> isWanted, DateOnly? from, CancellationToken cancellationToken) =>
        ReadAsync(isWanted, from, to: null, cancellationToken);

    private async Task<IReadOnlyList<TradedHistory>> ReadAsync(
        Func<Symbol, bool> isWanted, DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        RequireBarsOf(Frequency.Daily);
        var (first, last) = (from ?? DateOnly.MinValue, to ?? LastDay);
        var histories = new List<TradedHistory>();
        foreach (var (symbol, all) in await TradedAsync(isWanted, first, last, cancellationToken).ConfigureAwait(false))
        {
            var bars = all.Between(first, last);
            if (bars.Count == 0) continue;
            histories.Add(new TradedHistory(new Listing(symbol), bars, [.. SplitsOf(symbol)]) { Dividends = DividendsOf(symbol) });
        }
        return histories;
    }

    /// <inheritdoc/>
    public abstract Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken);

    /// <summary>The bars of the wanted symbols as traded, ascending by symbol, at least those of a span of days.</summary>
    /// <exception cref="PriceSourceException">The bars are not readable.</exception>
    protected abstract ValueTask<IReadOnlyList<(Symbol Symbol, BarSeries Bars)>> TradedAsync(
        Func<Symbol, bool> isWanted, DateOnly from, DateOnly to, CancellationToken cancellationToken);

    /// <summary>The wanted symbols among some, ascending.</summary>
    protected static IReadOnlyList<(Symbol Symbol, BarSeries Bars)> Wanted(
        IReadOnlyDictionary<Symbol, BarSeries> bars, Func<Symbol, bool> isWanted) =>
        [.. bars.Where(symbol => isWanted(symbol.Key)).OrderBy(symbol => symbol.Key).Select(symbol => (symbol.Key, symbol.Value))];

    /// <summary>The bars of a symbol as traded, at least those of a span of days.</summary>
    protected abstract ValueTask<BarSeries> BarsAsync(Symbol symbol, DateOnly from, DateOnly to, CancellationToken cancellationToken);

    /// <summary>The splits of a symbol.</summary>
    protected abstract IEnumerable<Split> SplitsOf(Symbol symbol);

    /// <inheritdoc/>
    public virtual DateOnly? DividendsFrom => null;

    /// <summary>The dividends of a symbol.</summary>
    protected virtual IReadOnlyList<Dividend> DividendsOf(Symbol symbol) => [];

    private void RequireBarsOf(Frequency frequency)
    {
        if (frequency == Frequency.Daily == (Frequency == Frequency.Daily)) return;
        throw new PriceSourceException(
            PriceSourceFailure.BadData, $"{What} contains {Frequency.Word()} bars, not {frequency.Word()} bars.", requests: 1);
    }
}
