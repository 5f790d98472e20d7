using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Universes;

namespace Technic.Web.Requests;

/// <summary>Builds a scan request field by field.</summary>
internal sealed class ScanDraft
{
    public ScanRequest Request { get; set; } = new();

    /// <summary>The symbols to scan; <c>null</c> if not specified.</summary>
    public IReadOnlyList<Symbol>? Symbols { get; set; }

    /// <summary>The universe; <c>null</c> if not specified.</summary>
    public IReadOnlyList<Listing>? Listings { get; set; }

    /// <summary>Invalid entries of the client's symbol list, by reason.</summary>
    public IReadOnlyDictionary<string, int>? Dropped { get; set; }

    /// <summary>The study of the scan, for requests of studies.</summary>
    public StudyDraft Study { get; } = new();

    /// <summary>The page of rows, for requests that have one.</summary>
    public RowPage Page { get; set; } = RowPage.First;

    /// <summary>The formula to check, and what it is for.</summary>
    public (string Text, FormulaUse Use) Formula { get; set; } = ("", FormulaUse.Where);

    /// <summary>Creates the draft of an existing request, to write it.</summary>
    public static ScanDraft Of(ScanRequest request) => new()
    {
        Request = request,
        Listings = request.Universe?.Listings,
        Dropped = request.Universe?.Dropped,
    };

    /// <summary>Builds the request. If both are specified, the universe describes the symbols.</summary>
    public ScanRequest Build() => Request with { Universe = SelectedListings() is { } listings ? new Universe(listings, Dropped) : null };

    private IReadOnlyList<Listing>? SelectedListings()
    {
        if (Symbols is null) return Listings;
        var described = new Dictionary<Symbol, Listing>();
        foreach (var listing in Listings ?? []) described.TryAdd(listing.Symbol, listing);
        return [.. Symbols.Select(symbol => described.GetValueOrDefault(symbol) ?? new Listing(symbol))];
    }
}
