using Technic.Cluster.Contracts;
using Technic.Core.Market;
using Technic.Core.Universes;
using Technic.Core.Watches;

namespace Technic.Cluster.Client;

/// <summary>The lists of symbols and the watches of a cluster: a silo does the work, with its clock and its price source.</summary>
internal sealed class ClusterWatches(IGrainFactory grains, ClusterEngineOptions options, TimeProvider time) : IWatches
{
    private readonly FollowedCalls _calls = new(options.Patient, time);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SymbolList>> GetListsAsync(CancellationToken cancellationToken) =>
        (await AskAsync((grain, call, token) => grain.GetListsAsync(call, token), cancellationToken).ConfigureAwait(false)).Lists ?? [];

    /// <inheritdoc/>
    public async ValueTask<SymbolList?> FindListAsync(string name, CancellationToken cancellationToken) =>
        (await AskAsync((grain, call, token) => grain.FindListAsync(call, name, token), cancellationToken).ConfigureAwait(false))
        .Lists?.FirstOrDefault();

    /// <inheritdoc/>
    public async ValueTask<SymbolList> SetListAsync(
        string name, IReadOnlyList<Symbol> symbols, string? note, CancellationToken cancellationToken) =>
        (await AskAsync((grain, call, token) => grain.SetListAsync(call, name, [.. Texts(symbols)], note, token), cancellationToken)
            .ConfigureAwait(false)).Lists![0];

    /// <inheritdoc/>
    public async ValueTask<SymbolList> ChangeListAsync(
        string name, IReadOnlyList<Symbol> added, IReadOnlyList<Symbol> removed, CancellationToken cancellationToken) =>
        (await AskAsync(
            (grain, call, token) => grain.ChangeListAsync(call, name, [.. Texts(added)], [.. Texts(removed)], token), cancellationToken)
            .ConfigureAwait(false)).Lists![0];

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteListAsync(string name, CancellationToken cancellationToken) =>
        (await AskAsync((grain, call, token) => grain.DeleteListAsync(call, name, token), cancellationToken).ConfigureAwait(false)).Existed;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<WatchState>> GetWatchesAsync(CancellationToken cancellationToken) =>
        (await AskAsync((grain, call, token) => grain.GetWatchesAsync(call, token), cancellationToken).ConfigureAwait(false))
        .Watches ?? [];

    /// <inheritdoc/>
    public async ValueTask<WatchState?> FindWatchAsync(string name, CancellationToken cancellationToken) =>
        (await AskAsync((grain, call, token) => grain.FindWatchAsync(call, name, token), cancellationToken).ConfigureAwait(false))
        .Watches?.FirstOrDefault();

    /// <inheritdoc/>
    public async ValueTask<WatchState> SetWatchAsync(string name, SavedScan scan, string? note, CancellationToken cancellationToken) =>
        (await AskAsync((grain, call, token) => grain.SetWatchAsync(call, name, scan, note, token), cancellationToken)
            .ConfigureAwait(false)).Watches![0];

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteWatchAsync(string name, CancellationToken cancellationToken) =>
        (await AskAsync((grain, call, token) => grain.DeleteWatchAsync(call, name, token), cancellationToken).ConfigureAwait(false))
        .Existed;

    /// <inheritdoc/>
    public async ValueTask<WatchState> CheckWatchAsync(string name, CancellationToken cancellationToken) =>
        (await AskAsync((grain, call, token) => grain.CheckWatchAsync(call, name, token), cancellationToken).ConfigureAwait(false))
        .Watches![0];

    private static IEnumerable<string> Texts(IReadOnlyList<Symbol> symbols) => symbols.Select(symbol => symbol.Text);

    private async Task<WatchesAnswer> AskAsync(
        Func<IWatchesGrain, Guid, CancellationToken, Task<WatchesAnswer?>> ask, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IWatchesGrain>(0);
        return (await _calls.RunAsync((call, token) => ask(grain, call, token), cancellationToken).ConfigureAwait(false)).OrThrow();
    }
}
