using System.Text.Json.Serialization;
using Technic.Core.Market;

namespace Technic.Core.Scans;

/// <summary>The symbols that the limit of symbols excluded from a scan.</summary>
/// <param name="Symbols">The number of excluded symbols.</param>
/// <param name="Session">
/// The session whose dollar volume selected the others; <c>null</c> when they are the first of the list.
/// </param>
public sealed record SymbolCut(int Symbols, [property: JsonPropertyName("byDollarVolumeOf")] DateOnly? Session);

/// <summary>Selects the symbols within the limit.</summary>
/// <param name="day">The session whose dollar volume selects them; <c>null</c> to select the first of the list.</param>
internal sealed class SymbolLimit(MarketDay? day)
{
    /// <summary>The selected candidates, in their own order, and the excluded ones.</summary>
    public (List<Listing> Kept, SymbolCut? Cut) Apply(List<Listing> candidates, int? limit)
    {
        if (limit is not { } most || candidates.Count <= most) return (candidates, null);
        var cut = new SymbolCut(candidates.Count - most, day?.Date);
        if (day is null) return (candidates[..most], cut);
        var traded = candidates.OrderByDescending(DollarVolume).Take(most).Select(listing => listing.Symbol).ToHashSet();
        return (candidates.FindAll(listing => traded.Contains(listing.Symbol)), cut);
    }

    private double DollarVolume(Listing listing) => day!.BarOf(listing.Symbol) is { } bar ? bar.Close * bar.Volume : 0;
}
