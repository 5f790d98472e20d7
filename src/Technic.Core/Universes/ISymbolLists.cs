using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Storage;

namespace Technic.Core.Universes;

/// <summary>
/// The lists of symbols that users keep. A change is stored durably before its call returns. Every call throws
/// <see cref="HistoryStoreException"/> if the store fails.
/// </summary>
public interface ISymbolLists
{
    /// <summary>All lists, by name.</summary>
    ValueTask<IReadOnlyList<SymbolList>> GetListsAsync(CancellationToken cancellationToken);

    /// <summary>A list; <c>null</c> if it does not exist.</summary>
    ValueTask<SymbolList?> FindListAsync(string name, CancellationToken cancellationToken);

    /// <summary>Saves a list, replacing one of its name.</summary>
    /// <returns>The list with the time of the change.</returns>
    /// <exception cref="ScanRequestException">It is invalid, or there are too many lists.</exception>
    ValueTask<SymbolList> SetListAsync(string name, IReadOnlyList<Symbol> symbols, string? note, CancellationToken cancellationToken);

    /// <summary>
    /// Removes symbols from a list, and adds others at its end, in one step. A list that does not exist is created if symbols are added.
    /// </summary>
    /// <exception cref="ScanRequestException">The list does not exist, or the result is invalid, e.g. empty.</exception>
    ValueTask<SymbolList> ChangeListAsync(
        string name, IReadOnlyList<Symbol> added, IReadOnlyList<Symbol> removed, CancellationToken cancellationToken);

    /// <summary>Removes a list.</summary>
    /// <returns>Whether it existed.</returns>
    ValueTask<bool> DeleteListAsync(string name, CancellationToken cancellationToken);
}
