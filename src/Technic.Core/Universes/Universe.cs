using Technic.Core.Market;

namespace Technic.Core.Universes;

/// <summary>The symbols of a scan.</summary>
/// <param name="Listings">One listing for each symbol, in the order of the input.</param>
/// <param name="Dropped">Dropped entries, by reason; a scan counts them as filtered, so that its totals are complete.</param>
public sealed record Universe(IReadOnlyList<Listing> Listings, IReadOnlyDictionary<string, int>? Dropped = null)
{
    private static readonly Dictionary<string, int> Nothing = [];

    /// <summary>Dropped entries, by reason.</summary>
    public IReadOnlyDictionary<string, int> Dropped { get; init; } = Dropped ?? Nothing;

    /// <summary>The total number of entries.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Requested => Listings.Count + Dropped.Values.Sum();
}
