using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Storage;

namespace Technic.Core.Universes;

/// <summary>
/// The list of symbols of a source, requested once a day: kept in memory and in the store, so that neither the next scan nor the next
/// process requests it again. When the source fails, the last list is served, regardless of its age. A source that lists for free
/// (<see cref="IPriceSource.ListsForFree"/>) is always queried.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="documents">The store of the list; <c>null</c> for memory only.</param>
/// <param name="counters">Counts requests.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
public sealed partial class ListingCache(
    IPriceSource source, IDocumentStore? documents, CacheCounters counters, TimeProvider time, ILogger<ListingCache> logger) : IDisposable
{
    /// <summary>The name of the document in the store.</summary>
    public const string DocumentName = "listings";

    /// <summary>The lifetime of a list.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _asking = new(1);
    private readonly CompanyStore? _companies = documents is null ? null : new CompanyStore(documents, time);
    private Kept? _kept;

    private sealed record Kept(IReadOnlyList<Listing> Listings, DateTimeOffset FetchedAt);

    /// <summary>Returns the list; concurrent callers share one request.</summary>
    /// <exception cref="PriceSourceException">The source failed, and there is no earlier list.</exception>
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

    /// <summary>Returns the list without a request, regardless of its age; empty when there is none.</summary>
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
            // An empty list is probably an error of the provider, so it is not kept for a day.
            if (fetched.Listings.Count > 0)
                await KeepAsync(new Kept(fetched.Listings, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
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

    private bool IsFresh(Kept? kept) =>
        kept is not null && time.GetUtcNow() - kept.FetchedAt is var age && age >= TimeSpan.Zero && age < Life;

    private async ValueTask<Kept?> ReadAsync(CancellationToken cancellationToken)
    {
        if (documents is null) return null;
        var read = await documents.ReadDocumentAsync(DocumentName, cancellationToken).ConfigureAwait(false);
        if (read.Outcome == StoreOutcome.Unavailable) LogUnavailable();
        if (read.Document is not { } document) return null;
        if (ListingDocument.TryDecode(document.Payload, out var listings)) return new Kept(listings, document.FetchedAt);
        LogDamaged(document.FetchedAt);
        return null;
    }

    private async ValueTask KeepAsync(Kept kept, CancellationToken cancellationToken)
    {
        _kept = kept;
        if (documents is null) return;
        try
        {
            var document = new StoredDocument(ListingDocument.Encode(kept.Listings), kept.FetchedAt);
            await documents.WriteDocumentAsync(DocumentName, document, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(problem.Message);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Using the list of symbols of {FetchedAt:yyyy-MM-dd HH:mm} UTC, because the provider failed. {Reason}")]
    private partial void LogOldList(DateTimeOffset fetchedAt, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The stored list of symbols of {FetchedAt:yyyy-MM-dd HH:mm} UTC cannot be read and is requested again.")]
    private partial void LogDamaged(DateTimeOffset fetchedAt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored list of symbols cannot be read now and is requested again.")]
    private partial void LogUnavailable();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list of symbols was not stored. {Reason}")]
    private partial void LogNotStored(string reason);
}
