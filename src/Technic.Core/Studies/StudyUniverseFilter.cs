using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Core.Studies;

/// <summary>Which symbols of the data are in the universe of a study.</summary>
/// <param name="request">The study.</param>
internal sealed class StudyUniverseFilter(StudyRequest request)
{
    private readonly ListingFilter _filter = new(request.Scan);
    private readonly HashSet<Symbol>? _listed = request.Scan.Universe?.Listings.Select(listing => listing.Symbol).ToHashSet();

    /// <summary>Whether a symbol is in the universe.</summary>
    /// <param name="listing">The symbol.</param>
    /// <param name="isStopped">Whether the data go on after its last bar.</param>
    public bool Contains(Listing listing, bool isStopped) =>
        _listed?.Contains(listing.Symbol) != false && _filter.RuleAgainst(listing) is null
        && !(request.Universe == StudyUniverse.Survivors && isStopped);
}
