using Technic.Core.Engine;
using Technic.Core.Provider;
using Technic.Core.Universes;

namespace Technic.Core.Scans;

/// <summary>
/// Where an engine places the lookups of a scan, tier by tier. A stage answers what its tier can, in batches as they come, and hands on the rest.
/// </summary>
public interface IScanPlacement
{
    /// <summary>The symbols the source lists.</summary>
    /// <exception cref="ScanFailedException">The source could not say.</exception>
    ValueTask<Universe> ListAsync(CancellationToken cancellationToken);

    /// <summary>Answers from memory.</summary>
    /// <param name="keys">The keys of the scan.</param>
    /// <param name="missing">Receives what memory cannot answer; complete when the stream has ended.</param>
    /// <param name="cancellationToken">Ends the stage.</param>
    IAsyncEnumerable<SymbolOutcome[]> FromMemoryAsync(IReadOnlyList<ScanKey> keys, List<ScanKey> missing, CancellationToken cancellationToken);

    /// <summary>Answers from the store, in the same way: from the keys' rows and from the archive of whole-market days.</summary>
    IAsyncEnumerable<SymbolOutcome[]> FromStoreAsync(IReadOnlyList<ScanKey> keys, List<ScanKey> missing, CancellationToken cancellationToken);

    /// <summary>Asks the provider for each key, or takes the key from the archive after a load, as the route says; every key gets an outcome.</summary>
    IAsyncEnumerable<SymbolOutcome[]> FromProviderAsync(IReadOnlyList<ScanKey> keys, LoadRoute route, CancellationToken cancellationToken);
}
