using Technic.Core.Studies;

namespace Technic.Core.Engine;

/// <summary>Searches for the signals of studies elsewhere: in a cluster, by the partitions of the symbols.</summary>
public interface ISignalFinder
{
    /// <summary>Searches for signals; <c>null</c> if the studies must search themselves.</summary>
    /// <param name="study">The market.</param>
    /// <param name="requests">The studies.</param>
    /// <param name="prices">A name of the prices that changes with them.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="Scans.ScanRequestException">A formula is invalid, or the data have no such symbols.</exception>
    Task<KnownSignals?> FindAsync(
        Study study, IReadOnlyList<StudyRequest> requests, string prices, CancellationToken cancellationToken);
}
