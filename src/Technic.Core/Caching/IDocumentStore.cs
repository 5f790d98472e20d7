namespace Technic.Core.Caching;

/// <summary>Small documents beside the histories, kept apart by source: e.g. a provider's list of symbols, kept for a day.</summary>
public interface IDocumentStore
{
    /// <summary>A document as it was last written; <c>null</c> when there is none, or the store is out of order.</summary>
    ValueTask<StoredDocument?> ReadDocumentAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes a document, replacing an older one of its name. One that is already stored with a later time stays.</summary>
    /// <exception cref="HistoryStoreException">It was not stored.</exception>
    ValueTask WriteDocumentAsync(string name, StoredDocument document, CancellationToken cancellationToken);
}

/// <summary>A document and when it was fetched. The store does not look inside; whoever reads it must expect anything.</summary>
public sealed record StoredDocument(ReadOnlyMemory<byte> Payload, DateTimeOffset FetchedAt);
