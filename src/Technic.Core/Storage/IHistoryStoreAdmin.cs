namespace Technic.Core.Storage;

/// <summary>The store as its keeper sees it: what it holds, pruning and emptying it.</summary>
public interface IHistoryStoreAdmin
{
    /// <summary>Adds up what the store holds.</summary>
    /// <exception cref="HistoryStoreException">The store could not be asked.</exception>
    Task<StoreInfo> InfoAsync(CancellationToken cancellationToken);

    /// <summary>Removes the histories and documents of one source, or of all for <c>null</c>, and gives their space back.</summary>
    /// <exception cref="HistoryStoreException">Nothing was removed.</exception>
    Task<StoreRemoval> ClearAsync(string? source, CancellationToken cancellationToken);

    /// <summary>
    /// Removes histories and whole-market days by rules, and gives their space back. A cancelled call keeps what was removed before.
    /// </summary>
    /// <exception cref="HistoryStoreException">The store could not be used; a part may be removed already.</exception>
    Task<StorePruning> PruneAsync(PruneRules rules, CancellationToken cancellationToken);
}

/// <summary>What a store holds.</summary>
/// <param name="Location">Where it is, as a person would look for it: a path, or a server and database; no secret.</param>
/// <param name="Bytes">What it occupies there.</param>
/// <param name="Sources">What it holds of each source, in the order of their names.</param>
public sealed record StoreInfo(string Location, long Bytes, IReadOnlyList<StoredSource> Sources);

/// <summary>What a store holds of one source.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Keys">How many histories.</param>
/// <param name="Bars">How many bars in them.</param>
/// <param name="Bytes">The length of the payloads of histories and days.</param>
/// <param name="OldestFetchedAt">When the oldest of them was fetched.</param>
/// <param name="NewestFetchedAt">When the newest of them was fetched.</param>
/// <param name="Days">How many whole-market days.</param>
public sealed record StoredSource(
    string Source, long Keys, long Bars, long Bytes, DateTimeOffset OldestFetchedAt, DateTimeOffset NewestFetchedAt, long Days = 0);

/// <summary>What was removed from a store.</summary>
/// <param name="Keys">How many histories.</param>
/// <param name="Days">How many whole-market days.</param>
public readonly record struct StoreRemoval(long Keys, long Days);
