using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
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

    /// <summary>How many lists of past days are held in memory.</summary>
    private const int PastInMemory = 4;

    /// <summary>How long after a failure the list of a past day is not requested again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim _asking = new(1);
    private readonly CompanyStore? _companies = documents is null ? null : new CompanyStore(documents, time, logger);
    private readonly Dictionary<DateOnly, StoredList> _past = [];
    private readonly StoredList _present = new(DocumentName, Life);

    private sealed record Kept(IReadOnlyList<Listing> Listings, DateTimeOffset FetchedAt);

    /// <summary>A list of symbols and the document it is kept as.</summary>
    private sealed class StoredList(string name, TimeSpan life)
    {
        public string Name => name;

        public TimeSpan Life => life;

        public Kept? Kept { get; set; }

        public DateTimeOffset? FailedAt { get; set; }
    }

    /// <summary>Returns the list; concurrent callers share one request.</summary>
    /// <exception cref="PriceSourceException">The source failed, and an earlier list is not available.</exception>
    public async ValueTask<FetchedListings> GetAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var listed = source.ListsForFree
                ? await ListAsync(cancellationToken).ConfigureAwait(false)
                : await GetKeptAsync(_present, ListAsync, cancellationToken).ConfigureAwait(false);
            return listed with { Listings = await FillAsync(listed.Listings, cancellationToken).ConfigureAwait(false) };
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>
    /// Returns the symbols that were listed on a past day, with their names and types of that day: requested once, and kept permanently.
    /// The present list is the replacement when the source has no lists of past days, or fails.
    /// </summary>
    /// <exception cref="PriceSourceException">The source failed, and an earlier list is not available.</exception>
    public async ValueTask<FetchedListings> GetAsync(DateOnly day, CancellationToken cancellationToken)
    {
        if (source is not ICompanySource lists || source.ListsForFree) return await GetAsync(cancellationToken).ConfigureAwait(false);
        var wasted = 0;
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var list = ListOf(day);
            if (list.FailedAt is not { } failed || time.GetUtcNow() - failed >= Pause)
            {
                var listed = await GetKeptAsync(
                    list, token => SourceCall.RunAsync(lists, (own, stop) => own.FetchListingsAsync(day, stop), token), cancellationToken)
                    .ConfigureAwait(false);
                if (listed.Listings.Count > 0)
                    return listed with { Listings = await FillAsync(listed.Listings, cancellationToken).ConfigureAwait(false) };
                (wasted, list.FailedAt) = (listed.Requests, time.GetUtcNow());
            }
        }
        catch (PriceSourceException problem) when (problem.Failure != PriceSourceFailure.NotAuthorized)
        {
            (wasted, ListOf(day).FailedAt) = (problem.Requests, time.GetUtcNow());
            LogNoPastList(day, problem.Message);
        }
        finally
        {
            _asking.Release();
        }
        var present = await GetAsync(cancellationToken).ConfigureAwait(false);
        return present with { Requests = present.Requests + wasted };
    }

    /// <summary>Returns the list without a request, regardless of its age; empty when there is none.</summary>
    public async ValueTask<IReadOnlyList<Listing>> GetKnownAsync(CancellationToken cancellationToken)
    {
        if (source.ListsForFree) return (await ListAsync(cancellationToken).ConfigureAwait(false)).Listings;
        var kept = _present.Kept ?? await ReadAsync(_present.Name, cancellationToken).ConfigureAwait(false);
        return kept?.Listings ?? [];
    }

    /// <summary>Listings with the sectors, industries and capitalisations that were imported or requested.</summary>
    public ValueTask<IReadOnlyList<Listing>> FillAsync(IReadOnlyList<Listing> listings, CancellationToken cancellationToken) =>
        _companies is null ? ValueTask.FromResult(listings) : _companies.FillAsync(listings, cancellationToken);

    /// <summary>Stores sectors, industries and capitalisations; known values are kept where the new ones are missing.</summary>
    /// <exception cref="HistoryStoreException">They were not stored.</exception>
    public async ValueTask ImportAsync(IReadOnlyList<Listing> companies, CancellationToken cancellationToken)
    {
        if (_companies is null) throw new HistoryStoreException("This engine has no store for the details of companies.");
        var today = NewYork.Date(time.GetUtcNow());
        CompanyFacts[] facts = [.. companies.Select(company => CompanyFacts.Of(company, today, CompanyFacts.Import))];
        await _companies.AddAsync(facts, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _asking.Dispose();

    private Task<FetchedListings> ListAsync(CancellationToken cancellationToken) =>
        SourceCall.RunAsync(source, (own, token) => own.FetchListingsAsync(token), cancellationToken);

    private StoredList ListOf(DateOnly day)
    {
        if (_past.TryGetValue(day, out var known)) return known;
        if (_past.Count >= PastInMemory) _past.Remove(_past.Keys.First());
        return _past[day] = new StoredList($"{DocumentName}/{day:yyyy-MM-dd}", TimeSpan.MaxValue);
    }

    private async ValueTask<FetchedListings> GetKeptAsync(
        StoredList list, Func<CancellationToken, Task<FetchedListings>> fetch, CancellationToken cancellationToken)
    {
        if (!IsFresh(list)) list.Kept = await ReadAsync(list.Name, cancellationToken).ConfigureAwait(false) ?? list.Kept;
        if (IsFresh(list)) return new FetchedListings(list.Kept!.Listings, 0);
        try
        {
            var fetched = await fetch(cancellationToken).ConfigureAwait(false);
            counters.ProviderFetch(fetched.Requests);
            // An empty list is probably an error of the provider, so it is not kept for a day.
            if (fetched.Listings.Count > 0)
                await KeepAsync(list, new Kept(fetched.Listings, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
            return fetched;
        }
        catch (PriceSourceException problem)
        {
            counters.ProviderFetch(problem.Requests);
            if (list.Kept is not { } old) throw;
            LogOldList(old.FetchedAt, problem.Message);
            return new FetchedListings(old.Listings, problem.Requests);
        }
    }

    private bool IsFresh(StoredList list) =>
        list.Kept is { } kept && time.GetUtcNow() - kept.FetchedAt is var age && age >= TimeSpan.Zero && age < list.Life;

    private async ValueTask<Kept?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (documents is null) return null;
        var read = await documents.ReadDocumentAsync(name, cancellationToken).ConfigureAwait(false);
        if (read.Outcome == StoreOutcome.Unavailable) LogUnavailable();
        if (read.Document is not { } document) return null;
        if (ListingFormat.Instance.TryDecode(document.Payload, out var listings, out _)) return new Kept(listings, document.FetchedAt);
        LogDamaged(document.FetchedAt);
        return null;
    }

    private async ValueTask KeepAsync(StoredList list, Kept kept, CancellationToken cancellationToken)
    {
        list.Kept = kept;
        if (documents is null) return;
        try
        {
            var document = new StoredDocument(ListingFormat.Instance.Encode(kept.Listings), kept.FetchedAt);
            await documents.WriteDocumentAsync(list.Name, document, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(problem.Message);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "No list of symbols of {Day:yyyy-MM-dd}; names and types are those of the present list. {Reason}")]
    private partial void LogNoPastList(DateOnly day, string reason);

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
