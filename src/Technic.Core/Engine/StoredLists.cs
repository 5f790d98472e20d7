using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Universes;
using Technic.Core.Watches;

namespace Technic.Core.Engine;

/// <summary>Lists of symbols in a store of records that several processes may share.</summary>
/// <param name="records">The store.</param>
/// <param name="time">The clock.</param>
public sealed class StoredLists(IUserDataStore records, TimeProvider time) : ISymbolLists
{
    private readonly StoredRecords<SymbolList> _lists = new(
        records, SymbolList.Kind, WatchCodec.Encode, WatchCodec.DecodeList);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SymbolList>> GetListsAsync(CancellationToken cancellationToken) => _lists.GetAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SymbolList?> FindListAsync(string name, CancellationToken cancellationToken) =>
        _lists.FindAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SymbolList> SetListAsync(
        string name, IReadOnlyList<Symbol> symbols, string? note, CancellationToken cancellationToken) =>
        ChangeAsync(name, _ => new SymbolList(name, symbols, note, time.GetUtcNow()), mustExist: false, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SymbolList> ChangeListAsync(
        string name, IReadOnlyList<Symbol> added, IReadOnlyList<Symbol> removed, CancellationToken cancellationToken) => ChangeAsync(
            name,
            before =>
            {
                var kept = new SymbolList(name, before?.Without(removed) ?? [], before?.Note, time.GetUtcNow());
                return kept with { Symbols = kept.With(added) };
            },
            mustExist: added.Count == 0,
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteListAsync(string name, CancellationToken cancellationToken) => _lists.RemoveAsync(name, cancellationToken);

    /// <param name="name">The name.</param>
    /// <param name="change">Makes the list from the one before.</param>
    /// <param name="mustExist">Whether the list must exist: nothing can be removed from a new one.</param>
    /// <param name="cancellationToken">Cancels the waiting; the change may happen.</param>
    private async ValueTask<SymbolList> ChangeAsync(
        string name, Func<SymbolList?, SymbolList> change, bool mustExist, CancellationToken cancellationToken)
    {
        if (SavedName.Complaint(SymbolList.Kind, name) is { } invalid) throw new ScanRequestException(invalid);
        if (!await _lists.RequireRoomAsync(name, SymbolList.MaxLists, cancellationToken).ConfigureAwait(false) && mustExist)
        {
            var names = await _lists.GetNamesAsync(cancellationToken).ConfigureAwait(false);
            throw new ScanRequestException(SavedName.Unknown(SymbolList.Kind, name, names));
        }
        return await _lists.ChangeAsync(
            name,
            before =>
            {
                var changed = change(before);
                return changed.Complaint() is { } complaint ? throw new ScanRequestException(complaint) : changed;
            },
            cancellationToken).ConfigureAwait(false);
    }
}
