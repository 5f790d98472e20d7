namespace Technic.Core.Storage;

/// <summary>The administration of a store: its content, pruning and clearing.</summary>
public interface IHistoryStoreAdmin
{
    /// <summary>Returns the totals of the store.</summary>
    /// <exception cref="HistoryStoreException">The store failed.</exception>
    Task<StoreInfo> InfoAsync(CancellationToken cancellationToken);

    /// <summary>Removes the histories and documents of one source, or of all for <c>null</c>, and releases their space.</summary>
    /// <exception cref="HistoryStoreException">Nothing was removed.</exception>
    Task<StoreRemoval> ClearAsync(string? source, CancellationToken cancellationToken);

    /// <summary>
    /// Removes histories and whole-market days by rules, and releases their space. When the call is cancelled, earlier removals remain.
    /// </summary>
    /// <exception cref="HistoryStoreException">The store failed; a part may already be removed.</exception>
    Task<StorePruning> PruneAsync(PruneRules rules, CancellationToken cancellationToken);
}

/// <summary>The content of a store.</summary>
/// <param name="Location">The location for the user: a path, or a server and database; without secrets.</param>
/// <param name="Bytes">The size there.</param>
/// <param name="Sources">The content by source, in the order of their names.</param>
public sealed record StoreInfo(string Location, long Bytes, IReadOnlyList<StoredSource> Sources);

/// <summary>The content of a store for one source.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Keys">The number of histories.</param>
/// <param name="Bars">The number of their bars.</param>
/// <param name="Bytes">The length of the payloads of histories and days.</param>
/// <param name="OldestFetchedAt">The time of the oldest fetch.</param>
/// <param name="NewestFetchedAt">The time of the newest fetch.</param>
/// <param name="Days">The number of whole-market days.</param>
public sealed record StoredSource(
    string Source, long Keys, long Bars, long Bytes, DateTimeOffset OldestFetchedAt, DateTimeOffset NewestFetchedAt, long Days = 0);

/// <summary>The data removed from a store.</summary>
/// <param name="Keys">The number of histories.</param>
/// <param name="Days">The number of whole-market days.</param>
public readonly record struct StoreRemoval(long Keys, long Days);
