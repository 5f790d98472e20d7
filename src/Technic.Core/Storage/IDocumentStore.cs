using Technic.Core.Archive;

namespace Technic.Core.Storage;

/// <summary>
/// Documents beside the histories, kept apart by source: a provider's list of symbols, kept for a day, or the archive of whole sessions
/// (<see cref="Technic.Core.Archive.MarketArchive"/>), kept for good.
/// </summary>
public interface IDocumentStore
{
    /// <summary>A document as it was last written; <c>null</c> when there is none, or the store is out of order.</summary>
    ValueTask<StoredDocument?> ReadDocumentAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes a document, replacing an older one of its name. One that is already stored with a later time stays.</summary>
    /// <exception cref="HistoryStoreException">It was not stored.</exception>
    ValueTask WriteDocumentAsync(string name, StoredDocument document, CancellationToken cancellationToken);

    /// <summary>The documents whose names begin with a text (ASCII), by name; <c>null</c> when the store is out of order.</summary>
    ValueTask<IReadOnlyList<DocumentEntry>?> ListDocumentsAsync(string prefix, CancellationToken cancellationToken);
}

/// <summary>A document and when it was fetched. The store does not look inside; whoever reads it must expect anything.</summary>
public sealed record StoredDocument(ReadOnlyMemory<byte> Payload, DateTimeOffset FetchedAt);

/// <summary>That a document is there, and when it was fetched.</summary>
public readonly record struct DocumentEntry(string Name, DateTimeOffset FetchedAt);
