using Technic.Core.Market;

namespace Technic.Core.Scans;

/// <summary>What the limit of symbols left out of a scan.</summary>
/// <param name="Symbols">How many symbols were left out.</param>
/// <param name="Session">The session by whose dollar volume the others were chosen; <c>null</c> when they are the first of the list.</param>
public sealed record SymbolCut(int Symbols, DateOnly? Session);

/// <summary>Chooses the symbols that stay within the limit.</summary>
/// <param name="day">The session by whose dollar volume they are chosen; <c>null</c> to take the first of the list.</param>
internal sealed class SymbolLimit(MarketDay? day)
{
    /// <summary>The candidates that stay, in their own order, and what was left out.</summary>
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
