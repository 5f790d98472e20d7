using Technic.Core.Market;
using Technic.Core.Storage;
using Technic.Core.Universes;

namespace Technic.Core.Scans;

/// <summary>The symbols of requests that name lists: the only place where the names become symbols.</summary>
/// <param name="lists">The lists of the engine; <c>null</c> if it keeps none.</param>
/// <param name="listings">Reads what is known of the symbols, without requests; <c>null</c> for nothing.</param>
public sealed class ListedSymbols(ISymbolLists? lists, Func<CancellationToken, ValueTask<IReadOnlyList<Listing>>>? listings = null)
{
    /// <summary>The request with the symbols of its lists instead of their names: those of its universe first, each symbol once.</summary>
    /// <exception cref="ScanRequestException">A list does not exist; the message suggests another one.</exception>
    /// <exception cref="ScanFailedException">The lists are not readable.</exception>
    public async ValueTask<ScanRequest> ResolveAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        if (request.Lists.Count == 0) return request;
        var scanned = request.Universe?.Listings.ToList() ?? [];
        var seen = scanned.Select(listing => listing.Symbol).ToHashSet();
        var known = listings is null ? [] : (await listings(cancellationToken).ConfigureAwait(false))
            .ToDictionary(listing => listing.Symbol);
        foreach (var name in request.Lists)
        {
            foreach (var symbol in (await FindAsync(name, cancellationToken).ConfigureAwait(false)).Symbols)
            {
                if (seen.Add(symbol)) scanned.Add(ListingOf(symbol));
            }
        }
        return request with { Universe = new Universe(scanned, request.Universe?.Dropped), Lists = [] };

        Listing ListingOf(Symbol symbol)
        {
            var listing = known.GetValueOrDefault(symbol) ?? new Listing(symbol);
            // The user chose the symbol: only types that the request names exclude it.
            return request.HasUsualTypes ? listing with { Type = null } : listing;
        }
    }

    private async ValueTask<SymbolList> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (lists is null) throw new ScanRequestException("This engine keeps no lists of symbols: name the symbols.");
        try
        {
            if (await lists.FindListAsync(name, cancellationToken).ConfigureAwait(false) is { } list) return list;
            var all = await lists.GetListsAsync(cancellationToken).ConfigureAwait(false);
            throw new ScanRequestException(SavedName.Unknown(SymbolList.Kind, name, [.. all.Select(each => each.Name)]));
        }
        catch (HistoryStoreException problem)
        {
            throw new ScanFailedException(problem.Message, problem);
        }
    }
}
