using Technic.Core.Histories;
using Technic.Core.Market;

namespace Technic.Core.Provider.Held;

/// <summary>
/// Price histories that are on this machine and cost no request. A fetch is adjusted for the splits executed up to its last day and for no later ones: what a
/// replay of a past day sees does not depend on what happened after it.
/// </summary>
/// <param name="name">A name that changes with the content.</param>
/// <param name="description">Where the prices come from.</param>
/// <param name="frequency">The length of every bar.</param>
public abstract class HeldMarket(string name, string description, Frequency frequency) : IPriceSource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public int? RequestsPerMinute => null;

    /// <inheritdoc/>
    public bool ListsForFree => true;

    /// <inheritdoc/>
    public bool FetchesBarsForFree => true;

    /// <summary>The length of every bar.</summary>
    public Frequency Frequency => frequency;

    /// <summary>The last day of a bar: what a scan is of when nobody says another day.</summary>
    public abstract DateOnly LastDay { get; }

    /// <summary>What the bars are called where another length is asked for.</summary>
    protected abstract string What { get; }

    /// <summary>The bars of a symbol, adjusted for the splits executed up to <paramref name="to"/>; none for a symbol that is not held.</summary>
    /// <exception cref="PriceSourceException">The bars are of another length, or cannot be read.</exception>
    public async Task<FetchedBars> FetchBarsAsync(Symbol symbol, Frequency frequency, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (frequency == Frequency.Daily != (Frequency == Frequency.Daily))
        {
            throw new PriceSourceException(
                PriceSourceFailure.BadData, $"{What} holds {Frequency.Word()} bars, no {frequency.Word()} ones.", requests: 1);
        }
        var bars = await BarsAsync(symbol, from, to, cancellationToken).ConfigureAwait(false);
        // The window gets columns of its own: a cache that keeps it must not be charged for everything that is held.
        return new FetchedBars(SplitAdjustment.Adjust(bars.Between(from, to), SplitsOf(symbol), to).Compact(), Requests: 1);
    }

    /// <inheritdoc/>
    public abstract Task<FetchedListings> FetchListingsAsync(CancellationToken cancellationToken);

    /// <summary>The bars of a symbol as they were traded, those of a span of days at least.</summary>
    protected abstract ValueTask<BarSeries> BarsAsync(Symbol symbol, DateOnly from, DateOnly to, CancellationToken cancellationToken);

    /// <summary>The splits of a symbol.</summary>
    protected abstract IEnumerable<Split> SplitsOf(Symbol symbol);
}
