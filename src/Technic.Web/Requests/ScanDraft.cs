using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Universes;

namespace Technic.Web.Requests;

/// <summary>A request that is being made, field by field.</summary>
internal sealed class ScanDraft
{
    public ScanRequest Request { get; set; } = new();

    /// <summary>The symbols that were named; <c>null</c> when none was.</summary>
    public IReadOnlyList<Symbol>? Symbols { get; set; }

    /// <summary>The symbols that were described; <c>null</c> when none was.</summary>
    public IReadOnlyList<Listing>? Listings { get; set; }

    /// <summary>Entries of the caller's own list that it could not use.</summary>
    public IReadOnlyDictionary<string, int>? Dropped { get; set; }

    /// <summary>Which rows, where a page of them is asked for.</summary>
    public RowPage Page { get; set; } = RowPage.First;

    /// <summary>The draft of a request that is made already, to be written.</summary>
    public static ScanDraft Of(ScanRequest request) => new()
    {
        Request = request,
        Listings = request.Universe?.Listings,
        Dropped = request.Universe?.Dropped,
    };

    /// <summary>The request. With names and descriptions, the descriptions say what the named symbols are.</summary>
    public ScanRequest Finish() => Request with { Universe = Listed() is { } listings ? new Universe(listings, Dropped) : null };

    private IReadOnlyList<Listing>? Listed()
    {
        if (Symbols is null) return Listings;
        var described = new Dictionary<Symbol, Listing>();
        foreach (var listing in Listings ?? []) described.TryAdd(listing.Symbol, listing);
        return [.. Symbols.Select(symbol => described.GetValueOrDefault(symbol) ?? new Listing(symbol))];
    }
}
