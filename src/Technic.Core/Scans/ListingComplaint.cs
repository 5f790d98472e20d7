using Technic.Core.Market;
using Technic.Core.Text;

namespace Technic.Core.Scans;

/// <summary>
/// Explains why a filter on a property or a value that no symbol has cannot be applied, so that an empty result is not mistaken for a quiet
/// market.
/// </summary>
internal static class ListingComplaint
{
    private static readonly (string Column, string Words, Func<Listing, bool> Has)[] Facts =
    [
        ("sector", "a sector", listing => Sectors.Of(listing.Sector) != Sector.Unclassified),
        ("industry", "an industry", listing => listing.Industry is not null),
        ("marketCap", "a market capitalisation", listing => listing.MarketCap is not null),
        ("exchange", "an exchange", listing => listing.Exchange is not null),
    ];

    /// <summary>One sentence; <c>null</c> when all filters can be applied.</summary>
    public static string? For(ScanRequest request, IReadOnlyList<Listing> listings)
    {
        if (listings.Count == 0) return null;
        foreach (var (column, words, has) in Facts)
        {
            if (FieldOn(request, column) is { } field && !listings.Any(has))
            {
                return $"No symbol has {words}, so '{field}' cannot be applied: import a file with "
                    + "'technic universe import', or request company details with 'technic universe enrich'.";
            }
        }
        // Of symbols that the user has chosen, none may have it.
        return request.Universe is null ? AboutValues(request, listings) : null;
    }

    private static string? AboutValues(ScanRequest request, IReadOnlyList<Listing> listings)
    {
        if (request.Exchanges.Count > 0)
        {
            var exchanges = listings.Select(listing => listing.Exchange).OfType<string>()
                .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToArray();
            foreach (var name in request.Exchanges.Except(exchanges, StringComparer.OrdinalIgnoreCase))
            {
                return $"Unknown exchange '{Printable.Of(name)}'{Suggestion.DidYouMean(name, exchanges)}: "
                    + $"expected {string.Join(", ", exchanges)}.";
            }
        }
        if (request.Industries.Count == 0) return null;
        var industries = listings.Select(listing => listing.Industry).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var text in request.Industries)
        {
            if (!industries.Any(industry => industry.Contains(text, StringComparison.OrdinalIgnoreCase)))
                return $"No industry contains '{Printable.Of(text)}'{Suggestion.DidYouMean(text, industries)}.";
        }
        return null;
    }

    private static string? FieldOn(ScanRequest request, string column) => column switch
    {
        "sector" when request.Sectors.Count > 0 => "sectors",
        "sector" when request.MaxPerSector is not null => "maxPerSector",
        "industry" when request.Industries.Count > 0 => "industries",
        "exchange" when request.Exchanges.Count > 0 => "exchanges",
        _ when ScanFormulas.Of(request).Columns.Any(used => used.Name == column) => request.Where is null ? "columns" : "where",
        _ => null,
    };
}
