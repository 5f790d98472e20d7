using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Universes;

namespace Technic.Core.Engine;

/// <summary>
/// Data about the market as a whole: its symbols, and from the archive its days and splits, which are requested once.
/// </summary>
/// <param name="listings">The symbols.</param>
/// <param name="market">The archive; <c>null</c> when the source provides no whole days.</param>
/// <param name="clock">What the market has published.</param>
public sealed class MarketReference(ListingCache listings, WholeMarket? market, MarketClock clock)
    : IMarketReference, ICompanyImport
{
    /// <summary>The maximum age of a read of the store.</summary>
    private static readonly TimeSpan LookLife = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Listing>> GetListingsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await listings.GetAsync(cancellationToken).ConfigureAwait(false)).Listings;
        }
        catch (PriceSourceException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Listing>> GetKnownListingsAsync(CancellationToken cancellationToken) =>
        listings.GetKnownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ImportCompaniesAsync(IReadOnlyList<Listing> companies, CancellationToken cancellationToken)
    {
        try
        {
            await listings.ImportAsync(companies, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<MarketSession?> GetSessionAsync(DateOnly day, CancellationToken cancellationToken)
    {
        if (market is null) return null;
        try
        {
            await market.Archive.RefreshAsync(LookLife, cancellationToken).ConfigureAwait(false);
            // A stored day that is damaged counts as missing afterwards, and is requested again.
            var opened = await OpenAsync(market, day, cancellationToken).ConfigureAwait(false)
                ?? await OpenAsync(market, day, cancellationToken).ConfigureAwait(false);
            return opened is null
                ? throw new ScanFailedException($"The market day {day:yyyy-MM-dd} cannot be read now. Try again in a moment.")
                : SessionOf(opened);
        }
        catch (Exception problem) when (problem is PriceSourceException or HistoryStoreException)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Split>?> GetSplitsAsync(DateOnly from, CancellationToken cancellationToken)
    {
        if (market is null) return null;
        var moment = clock.Take();
        if (from > moment.Today) return [];
        try
        {
            await market.Archive.RefreshAsync(LookLife, cancellationToken).ConfigureAwait(false);
            await market.Loader.LoadSplitsAsync(from, clock.PublishedAt(moment.Published), cancellationToken).ConfigureAwait(false);
            return [.. market.Archive.Splits.InEffect.Where(split => split.ExecutionDate >= from)];
        }
        catch (PriceSourceException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Dividend>?> GetDividendsAsync(DateOnly? from, CancellationToken cancellationToken)
    {
        if (market is not { HasDividends: true }) return null;
        var moment = clock.Take();
        if (from > moment.Today) return [];
        var dividends = market.Archive.Dividends;
        try
        {
            await dividends.RefreshAsync(cancellationToken).ConfigureAwait(false);
            var window = moment.Today.AddDays(-ScanRequest.DefaultDays);
            var first = from ?? (dividends.Dividends.From < window ? dividends.Dividends.From : window);
            await market.Loader.LoadDividendsAsync(first, clock.PublishedAt(moment.Published), cancellationToken).ConfigureAwait(false);
            return [.. dividends.Dividends.Dividends.Where(dividend => dividend.ExDate >= first)];
        }
        catch (PriceSourceException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DayReport>?> GetDaysAsync(CancellationToken cancellationToken) => market is null
        ? null
        : await FromStoreAsync(() => new ArchiveAudit(market.Archive, clock).DaysAsync(cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<MarketAudit?> AuditAsync(CancellationToken cancellationToken) => market is null
        ? null
        : await FromStoreAsync(() => new ArchiveAudit(market.Archive, clock).RunAsync(cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<int> ReloadDayAsync(DateOnly day, CancellationToken cancellationToken)
    {
        if (market is null) throw new ScanFailedException("This price source does not provide whole sessions of the market.");
        try
        {
            return await market.Loader.ReloadDayAsync(day, cancellationToken).ConfigureAwait(false);
        }
        catch (PriceSourceException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    private static async ValueTask<T> FromStoreAsync<T>(Func<ValueTask<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }

    private static async ValueTask<MarketDay?> OpenAsync(WholeMarket market, DateOnly day, CancellationToken cancellationToken)
    {
        if (!market.Archive.Has(day))
        {
            await market.Loader.LoadDayAsync(day, cancellationToken).ConfigureAwait(false);
            // Another process may have stored it in the shared store.
            if (!market.Archive.Has(day)) await market.Archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
        return await market.Archive.OpenAsync(day, neighbour: null, cancellationToken).ConfigureAwait(false);
    }

    private static MarketSession SessionOf(MarketDay day)
    {
        var bars = new KeyValuePair<Symbol, Bar>[day.Count];
        for (var i = 0; i < bars.Length; i++) bars[i] = KeyValuePair.Create(day.Symbols[i], day.BarAt(i));
        return new MarketSession(day.Date, bars);
    }
}
