using Technic.Core.Market;

namespace Technic.Core.Universes;

/// <summary>The symbols a scan is asked to consider.</summary>
/// <param name="Listings">One listing a symbol, in the order they were given.</param>
/// <param name="Dropped">Entries that could not be used, by reason; a scan counts them as filtered, so that nothing asked for disappears.</param>
public sealed record Universe(IReadOnlyList<Listing> Listings, IReadOnlyDictionary<string, int>? Dropped = null)
{
    private static readonly Dictionary<string, int> Nothing = [];

    /// <summary>Entries that could not be used, by reason.</summary>
    public IReadOnlyDictionary<string, int> Dropped { get; init; } = Dropped ?? Nothing;

    /// <summary>How many entries were given.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Requested => Listings.Count + Dropped.Values.Sum();
}
