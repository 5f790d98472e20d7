using System.Text.Json;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Universes;
using Technic.Core.Watches;

namespace Technic.Core.Engine;

/// <summary>
/// The lists and watches of an engine in a store of records that several processes may share. Lists and watches belong to the user; the
/// progress of a watch is kept for each price source, so that reports of different sources are never compared.
/// </summary>
/// <param name="records">The store.</param>
/// <param name="engine">Runs the scans.</param>
/// <param name="source">The name of the price source.</param>
/// <param name="methods">The functions of formulas and the score of the engine.</param>
/// <param name="time">The clock.</param>
public sealed class StoredWatches(IUserDataStore records, IScanEngine engine, string source, ScanMethods methods, TimeProvider time)
    : IWatches
{
    private const string Lists = "list", Watches = "watch";

    private readonly string _progress = $"{ProgressPrefix}{source}";

    /// <summary>The prefix of the kind of a watch's progress; the name of the price source follows.</summary>
    public const string ProgressPrefix = "progress/";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SymbolList>> GetListsAsync(CancellationToken cancellationToken) =>
    [
        .. (await records.ListAsync(Lists, cancellationToken).ConfigureAwait(false))
            .Select(record => Read(record.Payload, WatchCodec.DecodeList, Lists, record.Name)),
    ];

    /// <inheritdoc/>
    public async ValueTask<SymbolList?> FindListAsync(string name, CancellationToken cancellationToken) =>
        await records.ReadAsync(Lists, name, cancellationToken).ConfigureAwait(false) is { } payload
            ? Read(payload, WatchCodec.DecodeList, Lists, name) : null;

    /// <inheritdoc/>
    public ValueTask<SymbolList> SetListAsync(
        string name, IReadOnlyList<Symbol> symbols, string? note, CancellationToken cancellationToken) =>
        ChangeListAsync(name, _ => new SymbolList(name, symbols, note, time.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SymbolList> ChangeListAsync(
        string name, IReadOnlyList<Symbol> added, IReadOnlyList<Symbol> removed, CancellationToken cancellationToken) =>
        ChangeListAsync(
            name,
            before =>
            {
                var now = time.GetUtcNow();
                var kept = new SymbolList(name, before?.Without(removed) ?? [], before?.Note, now);
                return kept with { Symbols = kept.With(added) };
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteListAsync(string name, CancellationToken cancellationToken) =>
        records.ChangeAsync(Lists, name, _ => null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<WatchState>> GetWatchesAsync(CancellationToken cancellationToken)
    {
        var states = new List<WatchState>();
        foreach (var record in await records.ListAsync(Watches, cancellationToken).ConfigureAwait(false))
        {
            var watch = Read(record.Payload, WatchCodec.DecodeWatch, Watches, record.Name);
            states.Add(await StateOfAsync(watch, cancellationToken).ConfigureAwait(false));
        }
        return states;
    }

    /// <inheritdoc/>
    public async ValueTask<WatchState?> FindWatchAsync(string name, CancellationToken cancellationToken) =>
        await records.ReadAsync(Watches, name, cancellationToken).ConfigureAwait(false) is { } payload
            ? await StateOfAsync(Read(payload, WatchCodec.DecodeWatch, Watches, name), cancellationToken).ConfigureAwait(false) : null;

    /// <inheritdoc/>
    public async ValueTask<WatchState> SetWatchAsync(string name, SavedScan scan, string? note, CancellationToken cancellationToken)
    {
        var watch = new Watch(name, scan, note, time.GetUtcNow());
        watch.Validate(methods, NewYork.Date(watch.UpdatedAt));
        await new ListedSymbols(this).ResolveAsync(scan.ToRequest(), cancellationToken).ConfigureAwait(false);
        await RequireRoomAsync(Watches, name, Watch.MaxWatches, "watches", cancellationToken).ConfigureAwait(false);
        await records.ChangeAsync(Watches, name, _ => WatchCodec.Encode(watch), cancellationToken).ConfigureAwait(false);
        return await StateOfAsync(watch, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteWatchAsync(string name, CancellationToken cancellationToken)
    {
        var existed = await records.ChangeAsync(Watches, name, _ => null, cancellationToken).ConfigureAwait(false);
        await records.ChangeAsync(_progress, name, _ => null, cancellationToken).ConfigureAwait(false);
        return existed;
    }

    /// <inheritdoc/>
    public async ValueTask<WatchState> CheckWatchAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindWatchAsync(name, cancellationToken).ConfigureAwait(false) is not { } state)
        {
            var names = (await records.ListAsync(Watches, cancellationToken).ConfigureAwait(false)).Select(record => record.Name);
            throw new ScanRequestException(SavedName.Unknown(Watch.Kind, name, [.. names]));
        }
        var step = await WatchCheck.RunAsync(engine, state, time, cancellationToken).ConfigureAwait(false);
        var after = state.Progress;
        // Another process may have checked meanwhile: the step is made from what is stored now.
        await records.ChangeAsync(
            _progress, name, payload => WatchCodec.Encode(after = step(ProgressOf(state.Watch, payload))), cancellationToken)
            .ConfigureAwait(false);
        return state with { Progress = after };
    }

    private async ValueTask<SymbolList> ChangeListAsync(
        string name, Func<SymbolList?, SymbolList> change, CancellationToken cancellationToken)
    {
        await RequireRoomAsync(Lists, name, SymbolList.MaxLists, "lists", cancellationToken).ConfigureAwait(false);
        SymbolList? changed = null;
        await records.ChangeAsync(
            Lists, name,
            payload =>
            {
                changed = change(payload is null ? null : Read(payload, WatchCodec.DecodeList, Lists, name));
                if (changed.Complaint() is { } complaint) throw new ScanRequestException(complaint);
                return WatchCodec.Encode(changed);
            },
            cancellationToken).ConfigureAwait(false);
        return changed!;
    }

    private async ValueTask<WatchState> StateOfAsync(Watch watch, CancellationToken cancellationToken) =>
        new(watch, ProgressOf(watch, await records.ReadAsync(_progress, watch.Name, cancellationToken).ConfigureAwait(false)));

    private static WatchProgress ProgressOf(Watch watch, byte[]? payload) =>
        (payload is null ? WatchProgress.None : Read(payload, WatchCodec.DecodeProgress, "report", watch.Name)).Of(watch);

    private async ValueTask RequireRoomAsync(string kind, string name, int most, string kinds, CancellationToken cancellationToken)
    {
        var existing = await records.ListAsync(kind, cancellationToken).ConfigureAwait(false);
        if (existing.Count >= most && !existing.Any(record => record.Name == name))
            throw new ScanRequestException($"There are already {existing.Count} {kinds}; the maximum is {most}. Delete one first.");
    }

    private static T Read<T>(byte[] payload, Func<byte[], T> decode, string kind, string name)
    {
        try
        {
            return decode(payload);
        }
        catch (JsonException problem)
        {
            throw new HistoryStoreException($"The stored {kind} '{name}' is not readable: {problem.Message}", problem);
        }
    }
}
