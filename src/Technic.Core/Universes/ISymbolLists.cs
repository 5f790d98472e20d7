using Technic.Core.Storage;

namespace Technic.Core.Universes;

/// <summary>The lists of symbols of an engine, as a scan reads them.</summary>
public interface ISymbolLists
{
    /// <summary>All lists, by name.</summary>
    /// <exception cref="HistoryStoreException">They are not readable.</exception>
    ValueTask<IReadOnlyList<SymbolList>> GetListsAsync(CancellationToken cancellationToken);

    /// <summary>A list; <c>null</c> if it does not exist.</summary>
    /// <exception cref="HistoryStoreException">It is not readable.</exception>
    ValueTask<SymbolList?> FindListAsync(string name, CancellationToken cancellationToken);
}
