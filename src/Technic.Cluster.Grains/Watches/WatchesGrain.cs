using System.Collections.Immutable;
using Orleans.Concurrency;
using Technic.Cluster.Contracts;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Universes;
using Technic.Core.Watches;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IWatchesGrain"/>
/// <remarks>It owns nothing: each list and watch is a record with a grain of its own (<see cref="UserRecords"/>).</remarks>
[StatelessWorker(1), Reentrant]
internal sealed class WatchesGrain(IWatches watches) : Grain, IWatchesGrain
{
    private readonly LongCalls<WatchesAnswer> _calls = new();

    Task<WatchesAnswer?> IWatchesGrain.GetListsAsync(Guid call, CancellationToken cancellationToken) => AskAsync(
        call, async token => new WatchesAnswer(Lists: [.. await watches.GetListsAsync(token)]), cancellationToken);

    Task<WatchesAnswer?> IWatchesGrain.FindListAsync(Guid call, string name, CancellationToken cancellationToken) => AskAsync(
        call, async token => Of(await watches.FindListAsync(name, token)), cancellationToken);

    Task<WatchesAnswer?> IWatchesGrain.SetListAsync(
        Guid call, string name, ImmutableArray<string> symbols, string? note, CancellationToken cancellationToken) => AskAsync(
        call, async token => Of(await watches.SetListAsync(name, Parsed(symbols), note, token)), cancellationToken);

    Task<WatchesAnswer?> IWatchesGrain.ChangeListAsync(
        Guid call, string name, ImmutableArray<string> added, ImmutableArray<string> removed, CancellationToken cancellationToken) =>
        AskAsync(
            call, async token => Of(await watches.ChangeListAsync(name, Parsed(added), Parsed(removed), token)), cancellationToken);

    Task<WatchesAnswer?> IWatchesGrain.DeleteListAsync(Guid call, string name, CancellationToken cancellationToken) => AskAsync(
        call, async token => new WatchesAnswer(Existed: await watches.DeleteListAsync(name, token)), cancellationToken);

    Task<WatchesAnswer?> IWatchesGrain.GetWatchesAsync(Guid call, CancellationToken cancellationToken) => AskAsync(
        call, async token => new WatchesAnswer(Watches: [.. await watches.GetWatchesAsync(token)]), cancellationToken);

    Task<WatchesAnswer?> IWatchesGrain.FindWatchAsync(Guid call, string name, CancellationToken cancellationToken) => AskAsync(
        call, async token => Of(await watches.FindWatchAsync(name, token)), cancellationToken);

    Task<WatchesAnswer?> IWatchesGrain.SetWatchAsync(
        Guid call, string name, SavedScan scan, string? note, CancellationToken cancellationToken) => AskAsync(
        call, async token => Of(await watches.SetWatchAsync(name, scan, note, token)), cancellationToken);

    Task<WatchesAnswer?> IWatchesGrain.DeleteWatchAsync(Guid call, string name, CancellationToken cancellationToken) => AskAsync(
        call, async token => new WatchesAnswer(Existed: await watches.DeleteWatchAsync(name, token)), cancellationToken);

    Task<WatchesAnswer?> IWatchesGrain.CheckWatchAsync(Guid call, string name, CancellationToken cancellationToken) => AskAsync(
        call, async token => Of(await watches.CheckWatchAsync(name, token)), cancellationToken);

    private static WatchesAnswer Of(SymbolList? list) => new(Lists: list is null ? [] : [list]);

    private static WatchesAnswer Of(WatchState? watch) => new(Watches: watch is null ? [] : [watch]);

    private static IReadOnlyList<Symbol> Parsed(ImmutableArray<string> symbols) => [.. symbols.Select(Symbol.Parse)];

    private Task<WatchesAnswer?> AskAsync(
        Guid call, Func<CancellationToken, Task<WatchesAnswer>> answer, CancellationToken cancellationToken) =>
        _calls.AskAsync(call, token => AnswerAsync(answer, token), cancellationToken);

    private static async Task<WatchesAnswer> AnswerAsync(
        Func<CancellationToken, Task<WatchesAnswer>> answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer(cancellationToken);
        }
        catch (ScanRequestException refused)
        {
            return new WatchesAnswer(Refused: refused.Message);
        }
        catch (HistoryStoreException failed)
        {
            return new WatchesAnswer(Failed: failed.Message);
        }
    }
}
