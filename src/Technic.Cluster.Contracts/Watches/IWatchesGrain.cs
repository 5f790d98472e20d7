using System.Collections.Immutable;
using Technic.Core.Watches;

namespace Technic.Cluster.Contracts;

/// <summary>
/// The lists of symbols and the watches of the cluster, as a client's gateway answers for them; the key is 0. Each call has an id: a call
/// that is not done within a second answers <c>null</c> and is asked again with the same id. If its silo dies, another one begins it again;
/// twice is as good as once.
/// </summary>
[Alias("technic.IWatchesGrain")]
public interface IWatchesGrain : IGrainWithIntegerKey
{
    /// <summary>All lists.</summary>
    [Alias("GetLists")]
    Task<WatchesAnswer?> GetListsAsync(Guid call, CancellationToken cancellationToken = default);

    /// <summary>A list.</summary>
    [Alias("FindList")]
    Task<WatchesAnswer?> FindListAsync(Guid call, string name, CancellationToken cancellationToken = default);

    /// <summary>Saves a list.</summary>
    [Alias("SetList")]
    Task<WatchesAnswer?> SetListAsync(
        Guid call, string name, ImmutableArray<string> symbols, string? note, CancellationToken cancellationToken = default);

    /// <summary>Removes symbols from a list, and adds others.</summary>
    [Alias("ChangeList")]
    Task<WatchesAnswer?> ChangeListAsync(
        Guid call, string name, ImmutableArray<string> added, ImmutableArray<string> removed,
        CancellationToken cancellationToken = default);

    /// <summary>Removes a list.</summary>
    [Alias("DeleteList")]
    Task<WatchesAnswer?> DeleteListAsync(Guid call, string name, CancellationToken cancellationToken = default);

    /// <summary>All watches with their last reports.</summary>
    [Alias("GetWatches")]
    Task<WatchesAnswer?> GetWatchesAsync(Guid call, CancellationToken cancellationToken = default);

    /// <summary>A watch with its last report.</summary>
    [Alias("FindWatch")]
    Task<WatchesAnswer?> FindWatchAsync(Guid call, string name, CancellationToken cancellationToken = default);

    /// <summary>Saves a watch.</summary>
    [Alias("SetWatch")]
    Task<WatchesAnswer?> SetWatchAsync(
        Guid call, string name, SavedScan scan, string? note, CancellationToken cancellationToken = default);

    /// <summary>Removes a watch with its reports.</summary>
    [Alias("DeleteWatch")]
    Task<WatchesAnswer?> DeleteWatchAsync(Guid call, string name, CancellationToken cancellationToken = default);

    /// <summary>Runs the scan of a watch and keeps its report.</summary>
    [Alias("CheckWatch")]
    Task<WatchesAnswer?> CheckWatchAsync(Guid call, string name, CancellationToken cancellationToken = default);
}
