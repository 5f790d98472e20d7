using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Market;
using Technic.Core.Storage;

namespace Technic.Core.Universes;

/// <summary>
/// Sectors, industries and capitalisations by symbol, kept as one document beside the source's list of symbols, which has none of them. Safe for concurrent use.
/// </summary>
/// <param name="documents">Where they are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
public sealed class CompanyStore(IDocumentStore documents, TimeProvider time, ILogger? logger = null)
{
    /// <summary>The document's name.</summary>
    public const string DocumentName = "companies";

    /// <summary>How old a look at the store may be: another process may have imported a file.</summary>
    private static readonly TimeSpan LookLife = TimeSpan.FromMinutes(1);

    private readonly StoredBook<CompanyBook> _stored = new(DocumentName, CompanyBookFormat.Instance, documents, time, logger ?? NullLogger.Instance);

    /// <summary>What is known, by symbol; nothing when the store cannot be read now.</summary>
    public async ValueTask<IReadOnlyDictionary<Symbol, CompanyFacts>> ReadAsync(CancellationToken cancellationToken)
    {
        await _stored.RefreshAsync(LookLife, cancellationToken).ConfigureAwait(false);
        return _stored.Book.Companies;
    }

    /// <summary>Adds facts; where they say nothing, what was known stays.</summary>
    /// <exception cref="HistoryStoreException">They were not stored.</exception>
    public async ValueTask AddAsync(IReadOnlyCollection<CompanyFacts> facts, CancellationToken cancellationToken)
    {
        await _stored.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var at = time.GetUtcNow();
        await _stored.StoreAsync(book => book.With(facts, at), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Listings with what they do not say themselves; the same list when nothing is known of any.</summary>
    public async ValueTask<IReadOnlyList<Listing>> FillAsync(IReadOnlyList<Listing> listings, CancellationToken cancellationToken)
    {
        var companies = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return companies.Count == 0
            ? listings
            : [.. listings.Select(listing => companies.TryGetValue(listing.Symbol, out var company) ? company.Fill(listing) : listing)];
    }
}
