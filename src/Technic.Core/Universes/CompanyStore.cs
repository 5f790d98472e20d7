using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Universes;

/// <summary>
/// Sectors, industries and capitalisations by symbol, stored as one document beside the source's list of symbols, which lacks them.
/// Thread-safe.
/// </summary>
/// <param name="documents">The store of the document.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
public sealed class CompanyStore(IDocumentStore documents, TimeProvider time, ILogger? logger = null)
{
    /// <summary>The name of the document.</summary>
    public const string DocumentName = "companies";

    /// <summary>The maximum age of a read: another process may have imported a file.</summary>
    private static readonly TimeSpan LookLife = TimeSpan.FromMinutes(1);

    private readonly StoredBook<CompanyBook> _stored =
        new(DocumentName, CompanyBookFormat.Instance, documents, time, logger ?? NullLogger.Instance);

    /// <summary>The known facts, by symbol; empty when the store fails.</summary>
    public async ValueTask<IReadOnlyDictionary<Symbol, CompanyFacts>> ReadAsync(CancellationToken cancellationToken)
    {
        await _stored.RefreshAsync(LookLife, cancellationToken).ConfigureAwait(false);
        return _stored.Book.Companies;
    }

    /// <summary>Adds facts; known values are kept where the new ones are missing.</summary>
    /// <exception cref="HistoryStoreException">They were not stored.</exception>
    public async ValueTask AddAsync(IReadOnlyCollection<CompanyFacts> facts, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        await _stored.StoreAsync(book => book.With(facts, at), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Listings with their missing properties filled in; the same list when nothing is known of any.</summary>
    public async ValueTask<IReadOnlyList<Listing>> FillAsync(IReadOnlyList<Listing> listings, CancellationToken cancellationToken)
    {
        var companies = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return companies.Count == 0
            ? listings
            : [.. listings.Select(listing => companies.TryGetValue(listing.Symbol, out var company) ? company.Fill(listing) : listing)];
    }
}
