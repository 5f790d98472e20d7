using System.Text;
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
/// <param name="source">The name of the price source: the same when days are added to it.</param>
/// <param name="methods">The functions of formulas and the score of the engine.</param>
/// <param name="time">The clock.</param>
public sealed class StoredWatches(IUserDataStore records, IScanEngine engine, string source, ScanMethods methods, TimeProvider time)
    : IWatches
{
    private readonly StoredLists _lists = new(records, time);
    private readonly StoredRecords<Watch> _watches = new(records, Watch.Kind, WatchCodec.Encode, WatchCodec.DecodeWatch);

    private readonly StoredRecords<WatchProgress> _progress = ProgressOf(source, records);

    /// <summary>The sources whose prices a watch was checked with: the store lists records by kind only.</summary>
    private readonly StoredRecords<string[]> _sources = new(
        records, "sources of watch", sources => Encoding.UTF8.GetBytes(string.Join('\n', sources)),
        payload => Encoding.UTF8.GetString(payload).Split('\n'));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SymbolList>> GetListsAsync(CancellationToken cancellationToken) =>
        _lists.GetListsAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SymbolList?> FindListAsync(string name, CancellationToken cancellationToken) =>
        _lists.FindListAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SymbolList> SetListAsync(
        string name, IReadOnlyList<Symbol> symbols, string? note, CancellationToken cancellationToken) =>
        _lists.SetListAsync(name, symbols, note, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SymbolList> ChangeListAsync(
        string name, IReadOnlyList<Symbol> added, IReadOnlyList<Symbol> removed, CancellationToken cancellationToken) =>
        _lists.ChangeListAsync(name, added, removed, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteListAsync(string name, CancellationToken cancellationToken) =>
        _lists.DeleteListAsync(name, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<WatchState>> GetWatchesAsync(CancellationToken cancellationToken)
    {
        var states = new List<WatchState>();
        foreach (var watch in await _watches.GetAsync(cancellationToken).ConfigureAwait(false))
            states.Add(await StateOfAsync(watch, cancellationToken).ConfigureAwait(false));
        return states;
    }

    /// <inheritdoc/>
    public async ValueTask<WatchState?> FindWatchAsync(string name, CancellationToken cancellationToken) =>
        await _watches.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } watch
            ? await StateOfAsync(watch, cancellationToken).ConfigureAwait(false) : null;

    /// <inheritdoc/>
    public async ValueTask<WatchState> SetWatchAsync(string name, SavedScan scan, string? note, CancellationToken cancellationToken)
    {
        var watch = new Watch(name, scan, note, time.GetUtcNow());
        watch.Validate(methods, NewYork.Date(watch.UpdatedAt));
        await new ListedSymbols(this).ResolveAsync(scan.ToRequest(), cancellationToken).ConfigureAwait(false);
        await _watches.RequireRoomAsync(name, Watch.MaxWatches, cancellationToken).ConfigureAwait(false);
        await _watches.ChangeAsync(name, _ => watch, cancellationToken).ConfigureAwait(false);
        return await StateOfAsync(watch, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteWatchAsync(string name, CancellationToken cancellationToken)
    {
        var existed = await _watches.RemoveAsync(name, cancellationToken).ConfigureAwait(false);
        foreach (var each in await SourcesAsync(name, cancellationToken).ConfigureAwait(false))
            await ProgressOf(each, records).RemoveAsync(name, cancellationToken).ConfigureAwait(false);
        await _sources.RemoveAsync(name, cancellationToken).ConfigureAwait(false);
        return existed;
    }

    /// <inheritdoc/>
    public async ValueTask<WatchState> CheckWatchAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindWatchAsync(name, cancellationToken).ConfigureAwait(false) is not { } state)
        {
            var names = await _watches.GetNamesAsync(cancellationToken).ConfigureAwait(false);
            throw new ScanRequestException(SavedName.Unknown(Watch.Kind, name, names));
        }
        var step = await WatchCheck.RunAsync(engine, state, time, cancellationToken).ConfigureAwait(false);
        await RequireUnchangedAsync(state.Watch, cancellationToken).ConfigureAwait(false);
        await EnterSourceAsync(name, cancellationToken).ConfigureAwait(false);
        // Another process may have checked meanwhile: the step is made from what is stored now.
        var after = await _progress.ChangeAsync(
            name, before => step((before ?? WatchProgress.None).Of(state.Watch)), cancellationToken).ConfigureAwait(false);
        return state with { Progress = after };
    }

    private static StoredRecords<WatchProgress> ProgressOf(string source, IUserDataStore records) =>
        new(records, $"report of {source}", WatchCodec.Encode, WatchCodec.DecodeProgress);

    /// <summary>The sources that a watch may have reports of.</summary>
    private async ValueTask<IEnumerable<string>> SourcesAsync(string name, CancellationToken cancellationToken) =>
        (await _sources.FindAsync(name, cancellationToken).ConfigureAwait(false) ?? []).Union([source]);

    /// <summary>Keeps, before its first report, that a watch has one of this source.</summary>
    private async ValueTask EnterSourceAsync(string name, CancellationToken cancellationToken)
    {
        if ((await _sources.FindAsync(name, cancellationToken).ConfigureAwait(false))?.Contains(source) == true) return;
        await _sources.ChangeAsync(name, known => [.. (known ?? []).Union([source])], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A report of a scan that is not watched any more would take the place of the reports of the new scan.</summary>
    private async ValueTask RequireUnchangedAsync(Watch watch, CancellationToken cancellationToken)
    {
        if (await _watches.FindAsync(watch.Name, cancellationToken).ConfigureAwait(false) is not { } present)
            throw new ScanRequestException($"Watch '{watch.Name}' was deleted during its check.");
        if (present.Scan.Json != watch.Scan.Json)
            throw new ScanRequestException($"The scan of watch '{watch.Name}' was changed during its check: check it again.");
    }

    private async ValueTask<WatchState> StateOfAsync(Watch watch, CancellationToken cancellationToken)
    {
        var progress = await _progress.FindAsync(watch.Name, cancellationToken).ConfigureAwait(false);
        return new WatchState(watch, (progress ?? WatchProgress.None).Of(watch));
    }
}
