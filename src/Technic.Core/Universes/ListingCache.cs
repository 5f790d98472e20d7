using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Storage;

namespace Technic.Core.Universes;

/// <summary>
/// The symbols a source lists, asked for once a day: kept in memory and in the store, so that neither the next scan nor the next process asks again. When the
/// source fails, the last list is served, however old. A source that lists for free (<see cref="IPriceSource.ListsForFree"/>) is always asked.
/// </summary>
/// <param name="source">Whose symbols.</param>
/// <param name="documents">Where the list is kept; <c>null</c> for memory alone.</param>
/// <param name="counters">Counts requests.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it tells what it does.</param>
public sealed partial class ListingCache(
    IPriceSource source, IDocumentStore? documents, CacheCounters counters, TimeProvider time, ILogger<ListingCache> logger) : IDisposable
{
    /// <summary>The document's name in the store.</summary>
    public const string DocumentName = "listings";

    /// <summary>How long a list is believed.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _asking = new(1);
    private readonly CompanyStore? _companies = documents is null ? null : new CompanyStore(documents, time, logger);
    private Kept? _kept;

    private sealed record Kept(IReadOnlyList<Listing> Listings, DateTimeOffset FetchedAt);

    /// <summary>The list; callers at the same time request it once.</summary>
    /// <exception cref="PriceSourceException">The source could not answer, and there is no earlier list.</exception>
    public async ValueTask<FetchedListings> GetAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var listed = source.ListsForFree
                ? await source.FetchListingsAsync(cancellationToken).ConfigureAwait(false)
                : await GetKeptAsync(cancellationToken).ConfigureAwait(false);
            return listed with { Listings = await FillAsync(listed.Listings, cancellationToken).ConfigureAwait(false) };
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>The list as far as it costs no request, whatever its age; empty when there is none.</summary>
    public async ValueTask<IReadOnlyList<Listing>> GetKnownAsync(CancellationToken cancellationToken)
    {
        if (source.ListsForFree) return (await source.FetchListingsAsync(cancellationToken).ConfigureAwait(false)).Listings;
        var kept = _kept ?? await ReadAsync(cancellationToken).ConfigureAwait(false);
        return kept?.Listings ?? [];
    }

    /// <summary>Listings with the sectors, industries and capitalisations that were imported or requested.</summary>
    public ValueTask<IReadOnlyList<Listing>> FillAsync(IReadOnlyList<Listing> listings, CancellationToken cancellationToken) =>
        _companies is null ? ValueTask.FromResult(listings) : _companies.FillAsync(listings, cancellationToken);

    public void Dispose() => _asking.Dispose();

    private async ValueTask<FetchedListings> GetKeptAsync(CancellationToken cancellationToken)
    {
        if (!IsFresh(_kept)) _kept = await ReadAsync(cancellationToken).ConfigureAwait(false) ?? _kept;
        if (IsFresh(_kept)) return new FetchedListings(_kept!.Listings, 0);
        try
        {
            var fetched = await source.FetchListingsAsync(cancellationToken).ConfigureAwait(false);
            counters.ProviderFetch(fetched.Requests);
            // A provider that lists nothing has a bad day; it is not worth being believed for one.
            if (fetched.Listings.Count > 0) await KeepAsync(new Kept(fetched.Listings, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
            return fetched;
        }
        catch (PriceSourceException problem)
        {
            counters.ProviderFetch(problem.Requests);
            if (_kept is not { } old) throw;
            LogOldList(old.FetchedAt, problem.Message);
            return new FetchedListings(old.Listings, problem.Requests);
        }
    }

    private bool IsFresh(Kept? kept) => kept is not null && time.GetUtcNow() - kept.FetchedAt is var age && age >= TimeSpan.Zero && age < Life;

    private async ValueTask<Kept?> ReadAsync(CancellationToken cancellationToken)
    {
        if (documents is null) return null;
        var read = await documents.ReadDocumentAsync(DocumentName, cancellationToken).ConfigureAwait(false);
        if (read.Outcome == StoreOutcome.Unavailable) LogUnavailable();
        if (read.Document is not { } document) return null;
        if (ListingFormat.Instance.TryDecode(document.Payload, out var listings, out _)) return new Kept(listings, document.FetchedAt);
        LogDamaged(document.FetchedAt);
        return null;
    }

    private async ValueTask KeepAsync(Kept kept, CancellationToken cancellationToken)
    {
        _kept = kept;
        if (documents is null) return;
        try
        {
            var document = new StoredDocument(ListingFormat.Instance.Encode(kept.Listings), kept.FetchedAt);
            await documents.WriteDocumentAsync(DocumentName, document, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list of symbols of {FetchedAt:yyyy-MM-dd HH:mm} UTC is used, because the provider failed. {Reason}")]
    private partial void LogOldList(DateTimeOffset fetchedAt, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored list of symbols of {FetchedAt:yyyy-MM-dd HH:mm} UTC cannot be read; it is fetched anew.")]
    private partial void LogDamaged(DateTimeOffset fetchedAt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored list of symbols cannot be read now; the provider is asked.")]
    private partial void LogUnavailable();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list of symbols was not stored. {Reason}")]
    private partial void LogNotStored(string reason);
}
