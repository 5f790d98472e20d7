using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Universes;

namespace Technic.Core.Watches;

/// <summary>
/// The lists of symbols and the watches of an engine. A change is stored durably before its call returns. Names are those of
/// <see cref="SavedName"/>. Every call throws <see cref="HistoryStoreException"/> if the store fails.
/// </summary>
public interface IWatches : ISymbolLists
{
    /// <summary>All watches with their last reports, by name.</summary>
    ValueTask<IReadOnlyList<WatchState>> GetWatchesAsync(CancellationToken cancellationToken);

    /// <summary>A watch with its last report; <c>null</c> if it does not exist.</summary>
    ValueTask<WatchState?> FindWatchAsync(string name, CancellationToken cancellationToken);

    /// <summary>Saves a watch, replacing one of its name. Its report is kept if its scan is the same.</summary>
    /// <exception cref="ScanRequestException">It is invalid, names an unknown list, or there are too many watches.</exception>
    ValueTask<WatchState> SetWatchAsync(string name, SavedScan scan, string? note, CancellationToken cancellationToken);

    /// <summary>Removes a watch with its reports.</summary>
    /// <returns>Whether it existed.</returns>
    ValueTask<bool> DeleteWatchAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Runs the scan of a watch and keeps its report. A scan that fails is not an exception: the answer has its problem and the report
    /// before (<see cref="WatchState.Problem"/>).
    /// </summary>
    /// <exception cref="ScanRequestException">
    /// The watch does not exist (the message suggests another one), or it was changed or deleted during the check.
    /// </exception>
    ValueTask<WatchState> CheckWatchAsync(string name, CancellationToken cancellationToken);
}
