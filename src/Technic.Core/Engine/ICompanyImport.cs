using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Core.Engine;

/// <summary>
/// Takes sectors, industries and capitalisations, which the source's list of symbols lacks. An engine implements it beside
/// <see cref="IScanEngine"/> if it has a store for them.
/// </summary>
public interface ICompanyImport
{
    /// <summary>
    /// Stores the sectors, industries and market capitalisations of listings, with the current date; known values are kept where the new
    /// ones are missing. All later scans of the store use them.
    /// </summary>
    /// <exception cref="ScanFailedException">They were not stored.</exception>
    ValueTask ImportCompaniesAsync(IReadOnlyList<Listing> companies, CancellationToken cancellationToken);
}
