using Technic.Core.Market;
using Technic.Core.Universes;
using Technic.Core.Watches;
using Technic.Web;

namespace Technic.Front.Cluster;

/// <summary>
/// The lists of symbols and the watches of the cluster. Every call throws <see cref="EngineUnavailableException"/> if the front is not
/// connected, or lost the connection.
/// </summary>
/// <param name="engine">The connection.</param>
internal sealed class ConnectedWatches(ConnectedEngine engine) : IWatches
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SymbolList>> GetListsAsync(CancellationToken cancellationToken) =>
        CallAsync((watches, token) => watches.GetListsAsync(token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SymbolList?> FindListAsync(string name, CancellationToken cancellationToken) =>
        CallAsync((watches, token) => watches.FindListAsync(name, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SymbolList> SetListAsync(
        string name, IReadOnlyList<Symbol> symbols, string? note, CancellationToken cancellationToken) =>
        CallAsync((watches, token) => watches.SetListAsync(name, symbols, note, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SymbolList> ChangeListAsync(
        string name, IReadOnlyList<Symbol> added, IReadOnlyList<Symbol> removed, CancellationToken cancellationToken) =>
        CallAsync((watches, token) => watches.ChangeListAsync(name, added, removed, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteListAsync(string name, CancellationToken cancellationToken) =>
        CallAsync((watches, token) => watches.DeleteListAsync(name, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WatchState>> GetWatchesAsync(CancellationToken cancellationToken) =>
        CallAsync((watches, token) => watches.GetWatchesAsync(token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<WatchState?> FindWatchAsync(string name, CancellationToken cancellationToken) =>
        CallAsync((watches, token) => watches.FindWatchAsync(name, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<WatchState> SetWatchAsync(string name, SavedScan scan, string? note, CancellationToken cancellationToken) =>
        CallAsync((watches, token) => watches.SetWatchAsync(name, scan, note, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteWatchAsync(string name, CancellationToken cancellationToken) =>
        CallAsync((watches, token) => watches.DeleteWatchAsync(name, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<WatchState> CheckWatchAsync(string name, CancellationToken cancellationToken) =>
        CallAsync((watches, token) => watches.CheckWatchAsync(name, token), cancellationToken);

    private ValueTask<T> CallAsync<T>(Func<IWatches, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken) =>
        engine.CallAsync((cluster, token) => call(cluster.Watches, token), cancellationToken);
}
